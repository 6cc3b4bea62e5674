// Runs the picture worker for the host: one picture at a time, a fresh thread after a crash, none while idle.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Clock, Disposable } from '../ports';
import type { PictureOptions, PreparedPicture } from './picture';
import { pictureError, type PictureProblem } from './picture-error';
import { maxFileBytes } from './picture-header';
import type { PictureMessage, PictureResult, PictureTask } from './picture-messages';

/** How long one picture may take before its thread is ended. */
export const pictureTimeoutMs = 60_000;
/** How long an idle thread is kept. */
export const pictureIdleMs = 20_000;
/** A thread that has been given so much is ended after its picture: its WebAssembly memory of 2 GB is hardly ever collected. */
export const bytesPerThread = 300_000_000;
/** What a picture leaves there beside its file: its pixels and JPEGs. */
const bytesPerPicture = 8_000_000;
/** Copied at once, so that the host's event loop is not held up. */
const chunkBytes = 8_000_000;

export interface PicturePreparer extends Disposable {
  /**
   * Prepares a picture in the worker thread, after those that were asked for before. `bytes` stay the caller's.
   * @throws PictureError with a sentence that names the file
   */
  prepare(bytes: Uint8Array, name: string, options?: PictureOptions): Promise<PreparedPicture>;
  /** Starts the thread and loads sharp (about 150 ms, in that thread), for when a person is about to choose a picture. */
  warmUp(): void;
}

/** `workerUrl` is the built `src/workers/picture.ts`; its thread starts with the first picture and keeps the process alive only while it works. */
export function createPicturePreparer(workerUrl: URL, clock: Pick<Clock, 'after'> = timers): PicturePreparer {
  return new WorkerPreparer(workerUrl, clock);
}

const timers: Pick<Clock, 'after'> = {
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds).unref();
    return { dispose: () => clearTimeout(timer) };
  },
};

type Outcome = { readonly prepared: PreparedPicture } | { readonly problem: PictureProblem };

class WorkerPreparer implements PicturePreparer {
  private worker: Worker | undefined;
  /** Bytes that the present thread was given. */
  private given = 0;
  private idle: Disposable | undefined;
  private tail: Promise<unknown> = Promise.resolve();
  private lastId = 0;
  /** There while a picture is under way. */
  private settle: ((outcome: Outcome) => void) | undefined;
  private disposed = false;

  constructor(
    private readonly url: URL,
    private readonly clock: Pick<Clock, 'after'>,
  ) {}

  prepare(bytes: Uint8Array, name: string, options: PictureOptions = {}): Promise<PreparedPicture> {
    const turn = this.tail.then(() => this.run(bytes, name, options));
    this.tail = turn.catch(() => undefined);
    return turn;
  }

  warmUp(): void {
    if (this.disposed || this.worker) return;
    try {
      this.post('warmUp');
      this.rest();
    } catch (error) {
      this.end(crash(error));
    }
  }

  dispose(): void {
    this.disposed = true;
    this.end({ reason: 'stopped' });
  }

  private async run(bytes: Uint8Array, name: string, options: PictureOptions): Promise<PreparedPicture> {
    if (bytes.byteLength > maxFileBytes) throw pictureError({ reason: 'tooManyBytes', limit: maxFileBytes }, name);
    const task = { id: ++this.lastId, name, chunks: await copied(bytes), options };
    const outcome: Outcome = this.disposed ? { problem: { reason: 'stopped' } } : await this.ask(task);
    if ('problem' in outcome) throw pictureError(outcome.problem, name);
    return outcome.prepared;
  }

  private ask(task: PictureTask): Promise<Outcome> {
    return new Promise(resolve => {
      this.idle?.dispose();
      const timeout = this.clock.after(pictureTimeoutMs, () =>
        this.end({ reason: 'tooSlow', seconds: pictureTimeoutMs / 1000 }),
      );
      this.settle = outcome => {
        this.settle = undefined;
        timeout.dispose();
        if (isBroken(outcome) || this.given > bytesPerThread) this.end({ reason: 'stopped' });
        else this.rest();
        resolve(outcome);
      };
      try {
        const bytes = task.chunks.reduce((sum, chunk) => sum + chunk.byteLength, bytesPerPicture);
        this.post(task).ref();
        this.given += bytes;
      } catch (error) {
        this.end(crash(error));
      }
    });
  }

  private post(message: PictureMessage): Worker {
    this.worker ??= this.start();
    this.worker.postMessage(message, message === 'warmUp' ? [] : message.chunks.map(chunk => chunk.buffer));
    return this.worker;
  }

  private start(): Worker {
    this.given = 0;
    const worker = new Worker(this.url, {
      name: 'reelwright-picture',
      // Nothing of the host's environment, which may hold keys; sharp starts as many threads of its own as this says.
      env: { UV_THREADPOOL_SIZE: '1' },
    });
    // A thread that was given up may still speak; only the present one is listened to.
    const crashed = (error: unknown): void => {
      if (worker === this.worker) this.end(crash(error));
    };
    worker.on('message', (result: PictureResult) => {
      if (worker === this.worker && result.id === this.lastId) this.settle?.(result);
    });
    worker.on('error', crashed);
    worker.on('messageerror', crashed);
    worker.on('exit', code => crashed(`exit ${code}`));
    return worker;
  }

  /** Nothing under way: the thread no longer keeps the process alive, and ends after a while. */
  private rest(): void {
    this.worker?.unref();
    this.idle?.dispose();
    this.idle = this.worker && this.clock.after(pictureIdleMs, () => this.end({ reason: 'stopped' }));
  }

  /** Ends the thread; a picture that is under way gets `problem`. */
  private end(problem: PictureProblem): void {
    const worker = this.worker;
    this.worker = undefined;
    this.idle?.dispose();
    this.idle = undefined;
    void worker?.terminate();
    this.settle?.({ problem });
  }
}

/** The thread's memory is used up or cannot be trusted. */
function isBroken(outcome: Outcome): boolean {
  return 'problem' in outcome && ['crashed', 'outOfMemory'].includes(outcome.problem.reason);
}

function crash(error: unknown): PictureProblem {
  return { reason: 'crashed', detail: error instanceof Error ? error.message : String(error) };
}

/** A copy to be transferred, in chunks and turns, so that a large file does not hold up the host. */
async function copied(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>[]> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < bytes.byteLength; at += chunkBytes) {
    if (at > 0) await nextTurn();
    chunks.push(new Uint8Array(bytes.subarray(at, at + chunkBytes)));
  }
  return chunks;
}
