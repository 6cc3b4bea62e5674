// The H.264 encoder (WebAssembly): frames in, a finished MP4 out.

import { createH264MP4Encoder } from 'h264-mp4-encoder';
import { finishMp4 } from '../../../media/mp4-finish';
import { framesPerSecond } from '../clip';
import type { Frame } from './frame';

export interface Encoder {
  add(frame: Frame): void;
  /** The whole file; nothing can be added after it. */
  finish(): Uint8Array;
}

export interface EncoderSettings {
  /** 10 (best) to 51. */
  readonly quantization: number;
}

/** A key frame every two seconds: stepping through frames stays quick, and fewer would be seen as a pulse. */
const framesPerGroup = 2 * framesPerSecond;

export async function createEncoder(frame: Frame, settings: EncoderSettings): Promise<Encoder> {
  const encoder = await createH264MP4Encoder();
  encoder.width = frame.width;
  encoder.height = frame.height;
  encoder.frameRate = framesPerSecond;
  encoder.quantizationParameter = settings.quantization;
  encoder.groupOfPictures = framesPerGroup;
  encoder.speed = 10;
  encoder.initialize();
  return {
    add: added => encoder.addFrameYuv(added.bytes),
    finish() {
      encoder.finalize();
      const file = encoder.FS.readFile(encoder.outputFilename);
      // The folder in memory is shared by all encoders of the thread.
      encoder.FS.unlink(encoder.outputFilename);
      encoder.delete();
      return finishMp4(file);
    },
  };
}
