// Time that stands still until the world is quiet, and then jumps to the next thing that is due.

import type { Clock, Disposable } from '../../../src/core/ports';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

const start = Date.UTC(2026, 0, 5, 9, 0, 0);

/** Lets every promise that can go on go on. */
export function quiet(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

export class VirtualTime {
  private elapsed = 0;
  private slept = 0;
  private order = 0;
  private readonly timers: Timer[] = [];

  get now(): number {
    return start + this.elapsed + this.slept;
  }

  /** The machine sleeps: wall time goes on, elapsed time and timers do not. */
  sleep(milliseconds: number): void {
    this.slept += milliseconds;
  }

  /** A clock for one window; its timers die with it. */
  clockFor(alive: () => boolean): Clock {
    return {
      now: () => this.now,
      elapsed: () => this.elapsed,
      after: (milliseconds, callback) => this.after(milliseconds, () => alive() && callback()),
    };
  }

  after(milliseconds: number, callback: () => void): Disposable {
    const timer: Timer = { at: this.elapsed + Math.max(0, milliseconds), order: this.order++, callback };
    let low = 0;
    let high = this.timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.timers[middle] as Timer;
      if (other.at < timer.at || (other.at === timer.at && other.order < timer.order)) low = middle + 1;
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
    const end = this.elapsed + milliseconds;
    await quiet();
    while (!done()) {
      const next = this.timers[0];
      if (next === undefined || next.at > end) break;
      this.timers.shift();
      this.elapsed = Math.max(this.elapsed, next.at);
      next.callback();
      await quiet();
    }
    if (!done()) this.elapsed = Math.max(this.elapsed, end);
  }
}
