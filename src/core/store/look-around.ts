// The look at all open jobs every half minute. It runs only while there is something to find: a window with nothing to do holds no timer.

import type { Clock, Disposable, Log } from '../ports';

const everyMs = 30_000;

export class LookAround implements Disposable {
  private timer: Disposable | undefined;
  /** A window announced a job that is not there: it is making it, or died over it. */
  private isExpecting = false;
  private isLooking = false;
  private again = false;
  private ended = false;

  constructor(
    private readonly ports: { readonly clock: Clock; readonly log: Log },
    private readonly hasOpenJobs: () => boolean,
    private readonly look: () => Promise<void>,
  ) {}

  /** To be called when a job may have been opened. */
  note(): void {
    if (this.ended || this.timer !== undefined || !(this.hasOpenJobs() || this.isExpecting)) return;
    this.timer = this.ports.clock.after(everyMs, () => {
      this.isExpecting = false;
      void this.lookOnce().then(() => {
        this.timer = undefined;
        this.note();
      });
    });
  }

  /** Looks at once: something may have been missed. */
  now(): void {
    // What goes missing during a look may be what it has passed already.
    if (this.isLooking) this.again = true;
    else if (!this.ended) void this.lookOnce();
  }

  private async lookOnce(): Promise<void> {
    this.isLooking = true;
    try {
      await this.look();
    } catch (error) {
      this.ports.log.write('warn', 'the jobs were not read', { error: String(error) });
    } finally {
      this.isLooking = false;
    }
    if (!this.again || this.ended) return;
    this.again = false;
    await this.lookOnce();
  }

  /** A job was announced that is not there yet. */
  expect(): void {
    this.isExpecting = true;
    this.note();
  }

  dispose(): void {
    this.ended = true;
    this.timer?.dispose();
  }
}
