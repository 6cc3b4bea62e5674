// The worker thread that renders the sandbox's clips, one after the other.

import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { loadSharp } from '../core/media/sharp';
import type { FromRenderWorker, RenderWorkerData, ToRenderWorker } from '../core/services/sandbox/renderer';
import { renderClip } from '../core/services/sandbox/render/clip';
import { Letters } from '../core/services/sandbox/render/letters';
import { UnreadablePicture } from '../core/services/sandbox/render/picture';

const port = parentPort;
const data = workerData as RenderWorkerData;
let letters: Promise<Letters> | undefined;

function tell(message: FromRenderWorker, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

async function render({ spec }: ToRenderWorker): Promise<void> {
  try {
    letters ??= readFile(data.letters).then(bytes => new Letters(bytes));
    const tools = { letters: await letters, loadSharp };
    const made = await renderClip(spec, tools, fraction => tell({ kind: 'progress', fraction }));
    const video = new Uint8Array(made);
    tell({ kind: 'done', video }, [video.buffer]);
  } catch (error) {
    const code = error instanceof UnreadablePicture ? 'PICTURE_UNREADABLE' : 'RENDER_FAILED';
    tell({ kind: 'failed', code, detail: error instanceof Error ? error.message : String(error) });
  }
}

port?.on('message', (message: ToRenderWorker) => void render(message));
