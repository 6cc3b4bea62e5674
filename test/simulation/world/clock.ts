// Time that stands still until the world is quiet, and then jumps to the next thing that is due.

import type { Clock, Disposable } from '../../../src/core/ports';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A run takes a few hundred steps. */
const tooMany = 100_000;

const start = Date.UTC(2026, 0, 5, 9, 0, 0);

/** Lets every promise that can go on go on. */
export function quiet(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

/** The same for a world that nothing real takes part in: Node's next tick comes when no promise can go on. */
export function quietWithin(): Promise<void> {
  return new Promise(resolve => process.nextTick(resolve));
}

export class VirtualTime {
  private passed = 0;
  private slept = 0;
  private steps = 0;
  /** Latest first, so that the next is taken from the end. */
  private readonly timers: Timer[] = [];

  constructor(private readonly settle = quiet) {}

  get now(): number {
    return start + this.passed + this.slept;
  }

  get elapsed(): number {
    return this.passed;
  }

  /** How long the machine has slept. */
  get asleep(): number {
    return this.slept;
  }

  /** The machine sleeps: wall time goes on, elapsed time and timers do not. */
  sleep(milliseconds: number): void {
    this.slept += milliseconds;
  }

  /** A clock for one window; `run` may hold its timers back or drop them. */
  clockFor(run: (callback: () => void) => void): Clock {
    return {
      now: () => this.now,
      elapsed: () => this.passed,
      after: (milliseconds, callback) => this.after(milliseconds, () => run(callback)),
    };
  }

  after(milliseconds: number, callback: () => void): Disposable {
    const timer: Timer = { at: this.passed + Math.max(0, milliseconds), callback };
    let low = 0;
    let high = this.timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.timers[middle] as Timer).at > timer.at) low = middle + 1;
      else high = middle;
    }
    this.timers.splice(low, 0, timer);
    return {
      dispose: () => {
        const index = this.timers.indexOf(timer);
        if (index >= 0) this.timers.splice(index, 1);
      },
    };
  }

  /** Lets `milliseconds` pass, or less where `done` says so. */
  async run(milliseconds: number, done: () => boolean = () => false): Promise<void> {
    const end = this.passed + milliseconds;
    await this.settle();
    while (!done()) {
      const next = this.timers.at(-1);
      if (next === undefined || next.at > end) break;
      this.timers.pop();
      this.passed = Math.max(this.passed, next.at);
      if ((this.steps += 1) > tooMany) throw new Error('time does not get on');
      next.callback();
      await this.settle();
    }
    if (!done()) this.passed = Math.max(this.passed, end);
  }
}
