// A clock and a renderer that do only what a test tells them.

import type { Clock, Disposable } from '../../src/core/ports';
import type { ClipSpec } from '../../src/core/services/sandbox/clip';
import type { Renderer } from '../../src/core/services/sandbox/renderer';

/** A clock that the test moves. */
export class HandClock implements Clock {
  private time = Date.UTC(2030, 0, 1);
  private readonly waiting = new Set<{ readonly at: number; readonly callback: () => void }>();

  now = () => this.time;
  elapsed = () => this.time;

  after(milliseconds: number, callback: () => void): Disposable {
    const entry = { at: this.time + milliseconds, callback };
    this.waiting.add(entry);
    return { dispose: () => this.waiting.delete(entry) };
  }

  get pending(): number {
    return this.waiting.size;
  }

  pass(milliseconds: number): void {
    this.time += milliseconds;
    for (const entry of [...this.waiting].filter(({ at }) => at <= this.time)) {
      this.waiting.delete(entry);
      entry.callback();
    }
  }
}

/** A renderer that waits for the test. */
export class HandRenderer implements Renderer {
  readonly asked: ClipSpec[] = [];
  private finish: ((video: Uint8Array) => void) | undefined;
  private fail: ((error: Error) => void) | undefined;
  private progress: ((fraction: number) => void) | undefined;

  render(spec: ClipSpec, progress: (fraction: number) => void, signal: AbortSignal): Promise<Uint8Array> {
    if (this.finish) throw new Error('The renderer is asked for two clips at a time.');
    this.asked.push(spec);
    this.progress = progress;
    return new Promise<Uint8Array>((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
      signal.addEventListener('abort', () => this.settle(() => reject(signal.reason as Error)));
    });
  }

  tell(fraction: number): void {
    this.progress?.(fraction);
  }

  done(video: Uint8Array): void {
    const { finish } = this;
    this.settle(() => finish?.(video));
  }

  broken(error: Error): void {
    const { fail } = this;
    this.settle(() => fail?.(error));
  }

  private settle(act: () => void): void {
    this.finish = undefined;
    act();
  }
}
