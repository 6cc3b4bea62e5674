// The bytes of an answer between the socket and their reader, with back pressure and a bound on memory.

import type { RouteFailure } from './route';

/** Bytes that may wait for the reader before the connection is paused. */
const highWaterMark = 256_000;

/** How the body holds its connection. */
export interface Flow {
  pause(): void;
  resume(): void;
  /** Ends the connection; called at most once. */
  close(): void;
}

/**
 * A queue with one reader. Pieces come out as they came in: joining them would cost more memory than the smaller number
 * of writes is worth, since Node collects such buffers late.
 */
export class AnswerBody implements AsyncIterable<Uint8Array> {
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
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
