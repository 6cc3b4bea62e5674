// Renders clips in a worker thread that starts with the first clip and ends ten seconds after the last.

import { Worker } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import type { Clock, Disposable } from '../../ports';
import type { ClipSpec } from './clip';

/** A clip could not be made; `message` is a sentence for people. */
export class RenderError extends Error {
  override readonly name = 'RenderError';
  constructor(
    readonly code: 'RENDER_FAILED' | 'PICTURE_UNREADABLE',
    message: string,
  ) {
    super(message);
  }
}

export interface Renderer {
  /**
   * Makes a clip; `progress` goes from 0 to 1. One at a time: the caller waits for each.
   * @throws RenderError; whatever `signal` was aborted with
   */
  render(spec: ClipSpec, progress: (fraction: number) => void, signal: AbortSignal): Promise<Uint8Array>;
}

/** What the worker thread is told. */
export type ToRenderWorker = { readonly spec: ClipSpec };

/** What it answers: any number of `progress`, then one of the others. */
export type FromRenderWorker =
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'done'; readonly video: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'failed'; readonly code: RenderError['code']; readonly detail: string };

/** What the worker finds as its `workerData`. */
export interface RenderWorkerData {
  /** Path of `media/sandbox/letters.bin`. */
  readonly letters: string;
}

export interface WorkerRendererDeps {
  /** The bundled `src/workers/sandbox.ts`. */
  readonly script: URL | string;
  readonly letters: string;
  readonly clock: Clock;
  /** How long an idle worker is kept; default 10,000. */
  readonly idleMs?: number;
}

function failure(code: RenderError['code'], detail: string): RenderError {
  if (code === 'PICTURE_UNREADABLE') {
    return new RenderError(code, l10n.t('The sandbox cannot read the picture: {0}', detail));
  }
  return new RenderError(code, l10n.t('The sandbox could not render the clip: {0}', detail));
}

/** Waits for one clip. Every way in which a worker can end settles it. */
function oneClip(worker: Worker, spec: ClipSpec, progress: (fraction: number) => void): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
      act();
    };
    const onMessage = (message: FromRenderWorker) => {
      if (message.kind === 'progress') progress(message.fraction);
      else if (message.kind === 'done') settle(() => resolve(message.video));
      else settle(() => reject(failure(message.code, message.detail)));
    };
    const onError = (error: unknown) => {
      settle(() => reject(failure('RENDER_FAILED', error instanceof Error ? error.message : String(error))));
    };
    const onExit = () => settle(() => reject(failure('RENDER_FAILED', l10n.t('its thread ended unexpectedly.'))));
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage({ spec } satisfies ToRenderWorker);
  });
}

class WorkerRenderer implements Renderer, Disposable {
  private worker: Worker | undefined;
  private idle: Disposable | undefined;

  constructor(private readonly deps: WorkerRendererDeps) {}

  async render(spec: ClipSpec, progress: (fraction: number) => void, signal: AbortSignal): Promise<Uint8Array> {
    signal.throwIfAborted();
    this.idle?.dispose();
    const worker = (this.worker ??= this.start());
    // Ending the thread is the one way to stop it in the middle of a frame.
    const stop = () => this.drop(worker);
    signal.addEventListener('abort', stop);
    try {
      return await oneClip(worker, spec, progress);
    } catch (error) {
      this.drop(worker);
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener('abort', stop);
      if (this.worker === worker) {
        this.idle = this.deps.clock.after(this.deps.idleMs ?? 10_000, () => this.drop(worker));
      }
    }
  }

  dispose(): void {
    if (this.worker) this.drop(this.worker);
  }

  private start(): Worker {
    const { script, letters } = this.deps;
    const worker = new Worker(script, {
      workerData: { letters } satisfies RenderWorkerData,
      name: 'reelwright sandbox',
      // The host's environment may hold keys, and a renderer needs none of it.
      env: {},
    });
    // Between clips nobody else listens, and an unheard error would end the host.
    worker.on('error', () => this.drop(worker));
    worker.on('exit', () => this.drop(worker));
    return worker;
  }

  private drop(worker: Worker): void {
    if (this.worker === worker) {
      this.worker = undefined;
      this.idle?.dispose();
    }
    void worker.terminate();
  }
}

/** The real renderer. Dispose it to end its thread at once. */
export function createWorkerRenderer(deps: WorkerRendererDeps): Renderer & Disposable {
  return new WorkerRenderer(deps);
}
