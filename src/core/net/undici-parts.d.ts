// Types the one part of undici that is used: its index would set the global dispatcher of every extension in the host.

declare module 'undici/lib/dispatcher/client.js' {
  import type { Socket } from 'node:net';

  interface Controller {
    pause(): void;
    resume(): void;
    abort(reason: Error): void;
  }

  /** undici calls back in this order; `onRequestStart` comes right before the first byte is written. */
  interface Handler {
    onRequestStart(controller: Controller): void;
    /** Also called for 1xx answers. */
    onResponseStart(
      controller: Controller,
      status: number,
      headers: Readonly<Record<string, string | string[] | undefined>>,
    ): void;
    onResponseData(controller: Controller, bytes: Uint8Array): void;
    onResponseEnd(controller: Controller): void;
    onResponseError(controller: Controller | null, error: Error): void;
  }

  interface Options {
    readonly connect: (target: unknown, connected: (error: Error | null, socket: Socket | null) => void) => void;
    readonly allowH2: false;
    readonly pipelining: 1;
    /** Milliseconds; 0 is without a limit. */
    readonly headersTimeout: 0;
    readonly bodyTimeout: 0;
  }

  interface Dispatch {
    readonly path: string;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    /** Sends `connection: close`. */
    readonly reset: true;
  }

  export default class Client {
    constructor(origin: string, options: Options);
    dispatch(request: Dispatch, handler: Handler): boolean;
    destroy(error: Error | null): Promise<void>;
  }
}
