// When to ask how a job stands, by what this user's own jobs took: often where its answer is likely to have changed, seldom elsewhere.

import { bandwidth, normal, weighed } from './times';
import type { Took } from './times';

export interface AskBounds {
  /** What the service's page asks for. */
  readonly closestMs: number;
  readonly farthestMs: number;
  /** How many requests a job may take on average; absent: as many as are worth it. */
  readonly requests?: number;
  /** The first interval past everything known, from which each is half as long again as the one before; absent: whatever is worth it. */
  readonly beyondMs?: number;
}

/** One more request is worth it where it shortens the mean wait by this much of the interval that the page asks for. */
const worth = 1 / 40;
const cells = 256;
/**
 * Besides the jobs that are known, half of one that is not: the longer it has taken, the longer it will take. So no hazard is zero
 * or without bounds, and a job past everything known is asked about less and less.
 */
const unknownJobs = 0.5;
const unknownShape = 0.5;
const mostAsks = 500;

/**
 * A distribution of times. The schedule asks at equal steps of the integral of the hazard's square root, so that the interval is
 * proportional to one over that root: which of all schedules with the same number of requests finds ends soonest on average.
 */
export class Expectation {
  /** How long a job takes on average, in milliseconds. */
  readonly meanMs: number;
  private readonly first: number;
  private readonly last: number;
  /** Of the logarithm of time. */
  private readonly cell: number;
  /** At each edge of a cell: the share of jobs that still run, and the integral of the hazard's square root. */
  private readonly running: number[] = [1];
  private readonly steps: number[] = [0];
  private readonly priced = new Map<string, number>();

  /** @param took at least one of them with its end */
  constructor(took: readonly Took[]) {
    const ended = weighed(took);
    const weight = ended.reduce((sum, one) => sum + one.weight, 0);
    this.meanMs = ended.reduce((sum, one) => sum + (one.at * one.weight) / weight, 0);
    const width = bandwidth(ended.map(({ at }) => Math.log(at)));
    const kernels = ended.map(({ at, weight, blur }) => ({
      log: Math.log(at),
      weight,
      width: Math.hypot(width, blur),
    }));
    this.first = Math.min(...kernels.map(({ log, width: own }) => log - 4 * own));
    this.last = Math.max(...kernels.map(({ log, width: own }) => log + 4 * own));
    this.cell = (this.last - this.first) / cells;
    const known = took.length / (took.length + unknownJobs);
    for (let index = 1; index <= cells; index += 1) {
      const log = this.first + index * this.cell;
      const over = kernels.reduce((sum, kernel) => sum + kernel.weight * normal((log - kernel.log) / kernel.width), 0);
      const unknown = Math.exp(unknownShape * (this.first - log));
      this.running.push(Math.max(1e-12, known * (1 - over) + (1 - known) * unknown));
      this.steps.push((this.steps[index - 1] ?? 0) + this.stepIn(index));
    }
  }

  /** Milliseconds from `sinceAccepted` until the next request. Always within the bounds. */
  waitMs(sinceAccepted: number, bounds: AskBounds): number {
    return this.wait(Math.max(0, sinceAccepted), this.step(bounds), bounds);
  }

  private wait(since: number, step: number, { closestMs, farthestMs, beyondMs }: AskBounds): number {
    const wait = this.whenReached(this.reachedAt(since) + step) - since;
    return Math.max(closestMs, Math.min(farthestMs, wait, this.calmly(since, beyondMs)));
  }

  /** Half of what has passed beyond everything known, and the first interval, make intervals that grow by half. */
  private calmly(since: number, beyondMs = Number.POSITIVE_INFINITY): number {
    const beyond = since - Math.exp(this.last);
    return beyondMs + (beyond > 0 ? beyond / 2 : -beyond);
  }

  /** How far the integral must grow between two requests: by what one is worth, or more where there are not so many. */
  private step(bounds: AskBounds): number {
    const comfort = Math.sqrt(2 * worth * bounds.closestMs);
    if (bounds.requests === undefined) return comfort;
    const name = `${bounds.requests} ${bounds.closestMs} ${bounds.farthestMs} ${bounds.beyondMs}`;
    const known = this.priced.get(name) ?? this.stepFor(bounds.requests, comfort, bounds);
    this.priced.set(name, known);
    return known;
  }

  private stepFor(requests: number, comfort: number, bounds: AskBounds): number {
    let [low, high] = [comfort, comfort * 1e5];
    if (this.asksWith(low, bounds) <= requests) return low;
    for (let round = 0; round < 24; round += 1) {
      const middle = Math.sqrt(low * high);
      if (this.asksWith(middle, bounds) > requests) low = middle;
      else high = middle;
    }
    return high;
  }

  /** How many requests a job takes on average. */
  private asksWith(step: number, bounds: AskBounds): number {
    let asks = 1;
    const end = Math.exp(this.last);
    for (let since = 0, count = 0; since < end && count < mostAsks; count += 1) {
      since += this.wait(since, step, bounds);
      asks += this.running[Math.floor(Math.max(0, this.cellOf(since)))] ?? 0;
    }
    return asks;
  }

  private cellOf(since: number): number {
    return (Math.log(since) - this.first) / this.cell;
  }

  private stepIn(index: number): number {
    const ended = Math.log((this.running[index - 1] ?? 1) / (this.running[index] ?? 1));
    const start = Math.exp(this.first + (index - 1) * this.cell);
    return Math.sqrt(Math.max(0, ended) * (Math.exp(this.first + index * this.cell) - start));
  }

  private reachedAt(since: number): number {
    const place = this.cellOf(since);
    if (place <= 0) return 0;
    const beyond = 2 * Math.sqrt(unknownShape) * (Math.sqrt(since) - Math.exp(this.last / 2));
    if (place >= cells) return (this.steps[cells] ?? 0) + Math.max(0, beyond);
    const index = Math.floor(place);
    const from = this.steps[index] ?? 0;
    return from + ((this.steps[index + 1] ?? from) - from) * (place - index);
  }

  private whenReached(reached: number): number {
    const total = this.steps[cells] ?? 0;
    if (reached >= total) return (Math.exp(this.last / 2) + (reached - total) / (2 * Math.sqrt(unknownShape))) ** 2;
    let [low, high] = [0, cells];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.steps[middle] ?? 0) > reached) high = middle;
      else low = middle;
    }
    const [from, to] = [this.steps[low] ?? 0, this.steps[high] ?? 0];
    return Math.exp(this.first + (low + (reached - from) / (to - from)) * this.cell);
  }
}
