// The bytes of an answer between the socket and their reader, with back pressure and a bound on memory.

import type { RouteFailure } from './route';

/** Bytes that may wait for the reader before the connection is paused. */
const highWaterMark = 131_072;

/** How the body holds its connection. */
export interface Flow {
  pause(): void;
  resume(): void;
  /** Ends the connection; called at most once. */
  close(): void;
}

/** A queue with one reader, who takes pieces as they came, or many of them at a time. */
export class AnswerBody implements AsyncIterable<Uint8Array> {
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  /** What a reader of batches will read next. */
  private batch: { readonly into: Uint8Array; filled: number } | undefined;
  private paused = false;
  private ended = false;
  private closed = false;
  private failure: RouteFailure | undefined;
  private wake: (() => void) | undefined;

  constructor(private readonly flow: Flow) {}

  push(bytes: Uint8Array): void {
    if (this.closed) return;
    this.waiting.push(bytes);
    this.waitingBytes += bytes.byteLength;
    this.gather();
    if (this.waitingBytes >= highWaterMark && !this.paused) {
      this.paused = true;
      this.flow.pause();
    }
    this.wake?.();
  }

  end(): void {
    this.ended = true;
    this.wake?.();
  }

  /** What arrived before is still read, then the reader gets the failure. No effect after the end. */
  fail(failure: RouteFailure): void {
    if (this.ended) return;
    this.failure ??= failure;
    this.wake?.();
  }

  /** Ends the connection, whether or not everything was read. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.waiting = [];
    this.flow.close();
    this.wake?.();
  }

  /** @throws RouteFailure where the answer was cut short. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      while (!this.closed) {
        const piece = this.waiting.shift();
        if (piece !== undefined) {
          this.release(piece.byteLength);
          yield piece;
        } else if (this.failure !== undefined) throw this.failure;
        else if (this.ended) return;
        else await this.arrival();
      }
    } finally {
      this.close();
    }
  }

  /**
   * The same bytes in batches of at most `size`, in two buffers that take turns: one is filled while the other one is read.
   * @throws RouteFailure where the answer was cut short
   */
  async *batches(size: number): AsyncGenerator<Uint8Array, void, undefined> {
    const spare: Uint8Array[] = [new Uint8Array(size), new Uint8Array(size)];
    try {
      while (!this.closed) {
        this.batch ??= { into: spare.pop() ?? new Uint8Array(size), filled: 0 };
        this.gather();
        const { into, filled } = this.batch;
        if (filled > 0) {
          this.batch = undefined;
          const next = spare.pop();
          if (next !== undefined) this.batch = { into: next, filled: 0 };
          this.gather();
          yield into.subarray(0, filled);
          spare.push(into);
        } else if (this.failure !== undefined) throw this.failure;
        else if (this.ended) return;
        else await this.arrival();
      }
    } finally {
      this.close();
    }
  }

  /** Node collects its own buffers late: copied at once, they die young, and memory stays flat however long the answer is. */
  private gather(): void {
    const { batch } = this;
    if (batch === undefined) return;
    for (
      let piece = this.waiting[0];
      piece !== undefined && batch.filled < batch.into.length;
      piece = this.waiting[0]
    ) {
      const taken = piece.subarray(0, batch.into.length - batch.filled);
      batch.into.set(taken, batch.filled);
      batch.filled += taken.length;
      if (taken.length === piece.length) this.waiting.shift();
      else this.waiting[0] = piece.subarray(taken.length);
      this.release(taken.length);
    }
  }

  private release(bytes: number): void {
    this.waitingBytes -= bytes;
    if (!this.paused || this.waitingBytes > highWaterMark / 2) return;
    this.paused = false;
    this.flow.resume();
  }

  private arrival(): Promise<void> {
    return new Promise(resolve => {
      this.wake = () => {
        this.wake = undefined;
        resolve();
      };
    });
  }
}
