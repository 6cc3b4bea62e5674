// The thread in which pictures are made ready to send; the host starts it through core/media/picture-worker.

import { parentPort } from 'node:worker_threads';
import { preparePicture } from '../core/media/picture';
import { PictureError } from '../core/media/picture-error';
import type { PictureMessage, PictureResult, PictureTask } from '../core/media/picture-messages';
import { loadSharp } from '../core/media/sharp';

const port = parentPort;
if (!port) throw new Error('This script runs as a worker thread.');

port.on('message', (message: PictureMessage) => {
  // What fails while warming up fails again, with a name to it, at the first picture.
  if (message === 'warmUp') loadSharp().catch(() => undefined);
  else void run(message).then(result => port.postMessage(result, transferred(result)));
});

/** Anything but a PictureError ends the thread, and the host hears of it as a crash. */
async function run({ id, name, chunks, options }: PictureTask): Promise<PictureResult> {
  try {
    return { id, prepared: await preparePicture(Buffer.concat(chunks), name, options) };
  } catch (error) {
    if (error instanceof PictureError) return { id, problem: error.problem };
    throw error;
  }
}

function transferred(result: PictureResult): ArrayBuffer[] {
  return 'prepared' in result ? [result.prepared.jpeg.buffer] : [];
}
