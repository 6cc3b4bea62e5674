// How soon the end of a job is noticed, and for how many requests: the product's own timing against fixed intervals and the vendors' loops.

import { Expectation } from '../../src/core/lanes/timing';
import { seeded } from '../support/random';
import { atMost, type Figure } from './figure';

const requests = 6;
const jobs = 20_000;
/** Different histories of the same service: what twenty jobs teach is chance. */
const histories = 20;
const second = 1_000;

/** Seconds that one job takes. */
type Draw = (random: () => number) => number;
/** Moments of asking, in seconds since a job was accepted, without end. */
type Schedule = (index: number) => number;
interface Found {
  /** Mean seconds between a job's end and the request that finds it. */
  readonly delay: number;
  /** Mean requests per job, the one that finds the end included. */
  readonly requests: number;
}

const services: readonly (readonly [name: string, draw: Draw])[] = [
  ['log-normal, σ 0.35', random => 60 * Math.exp(0.35 * gauss(random))],
  ['two-peaked', random => (random() < 0.6 ? 40 : 110) * Math.exp(0.15 * gauss(random))],
];

export async function trackingFigures(): Promise<readonly Figure[]> {
  return services.flatMap(([name, draw]) => figuresOf(name, draw));
}

function figuresOf(name: string, draw: Draw): Figure[] {
  const random = seeded(7);
  const times = Array.from({ length: jobs }, () => draw(random));
  const named = (what: string, found: Found): Figure => ({
    name: `… ${what}: ${found.requests.toFixed(1)} requests a job, delay`,
    value: found.delay,
    unit: 's',
  });
  return [
    {
      name: `${name}: fixed interval at ${requests} requests a job, delay`,
      value: fixedWith(times, requests).delay,
      unit: 's',
    },
    ...[20, 50, 200].flatMap(count => learnt(count, draw, times, named)),
    named('fixed 5 s', find(every(5), times)),
    named('fixed 10 s', find(every(10), times)),
    named('5 → 30 s, × 1.5', find(backoff(), times)),
    named(
      'ours as it is used, at a page’s 5 s, after 50 jobs',
      mean(schedules(50, draw, { closest: 5, farthest: 60 }).map(plan => find(plan, times.slice(0, 4_000)))),
    ),
  ];
}

/** The product's timing with a budget of six requests and nothing else in its way, after some jobs. */
function learnt(
  count: number,
  draw: Draw,
  times: readonly number[],
  named: (what: string, found: Found) => Figure,
): Figure[] {
  const plans = schedules(count, draw, { closest: 0.1, farthest: 600, requests });
  const found = mean(plans.map(plan => find(plan, times.slice(0, 4_000))));
  return [
    named(`ours after ${count} jobs`, found),
    {
      name: `… … against a fixed interval with as many requests`,
      value: found.delay / fixedWith(times, found.requests).delay,
      unit: '×',
      limit: atMost(0.65),
    },
  ];
}

function schedules(
  count: number,
  draw: Draw,
  how: { readonly closest: number; readonly farthest: number; readonly requests?: number },
): Schedule[] {
  return Array.from({ length: histories }, (_, index) => {
    const random = seeded(1_000 + index);
    const took = Array.from({ length: count }, () => draw(random) * second);
    const expectation = new Expectation(took.map(time => ({ after: time, by: time })));
    const bounds = { closestMs: how.closest * second, farthestMs: how.farthest * second };
    const budget = how.requests === undefined ? bounds : { ...bounds, requests: how.requests };
    return growing(at => expectation.waitMs(at * second, budget) / second);
  });
}

/** A schedule from what it waits at each moment. */
function growing(waitAt: (moment: number, index: number) => number): Schedule {
  const moments: number[] = [];
  return index => {
    for (let next = moments.length; next <= index; next += 1) {
      const last = moments[next - 1] ?? 0;
      moments.push(last + waitAt(last, next));
    }
    return moments[index] ?? Number.NaN;
  };
}

function every(seconds: number): Schedule {
  return index => (index + 1) * seconds;
}

/** seedance-tv.txt, *Polling for Job Completion*. */
function backoff(): Schedule {
  return growing((_moment, index) => Math.min(30, 5 * 1.5 ** index));
}

function find(schedule: Schedule, times: readonly number[]): Found {
  let [delay, asked] = [0, 0];
  for (const time of times) {
    let index = 0;
    while (schedule(index) < time) index += 1;
    delay += schedule(index) - time;
    asked += index + 1;
  }
  return { delay: delay / times.length, requests: asked / times.length };
}

/** The fixed interval that makes so many requests per job. */
function fixedWith(times: readonly number[], wanted: number): Found {
  let [short, long] = [0.1, 1_000];
  for (let round = 0; round < 40; round += 1) {
    const middle = (short + long) / 2;
    const asked = times.reduce((sum, time) => sum + Math.ceil(time / middle), 0) / times.length;
    if (asked > wanted) short = middle;
    else long = middle;
  }
  return find(every(long), times);
}

function mean(all: readonly Found[]): Found {
  const of = (pick: (found: Found) => number): number => all.reduce((sum, found) => sum + pick(found), 0) / all.length;
  return { delay: of(found => found.delay), requests: of(found => found.requests) };
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
