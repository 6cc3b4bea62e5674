// Renders a whole clip: the right scene, frame by frame, into the encoder.

import type { Sharp } from '../../../media/sharp';
import { frameSize, framesPerSecond } from '../clip';
import type { ClipSpec } from '../clip';
import { cameraScene } from './camera';
import { cardScene } from './card';
import type { Scene } from './card';
import { createEncoder } from './encode';
import { createFrame } from './frame';
import type { Frame } from './frame';
import type { Letters } from './letters';
import { decodePicture } from './picture';

export interface RenderTools {
  readonly letters: Letters;
  /** Loaded only for clips from a picture. */
  loadSharp(): Promise<Sharp>;
}

async function sceneOf(spec: ClipSpec, frame: Frame, tools: RenderTools): Promise<Scene> {
  if (!spec.picture) return cardScene(spec, frame, tools.letters);
  const picture = await decodePicture(await tools.loadSharp(), spec.picture, frame);
  return cameraScene(spec, frame, picture, tools.letters);
}

/**
 * Renders a clip: H.264 in MP4, `seconds` × 24 frames, the same bytes for the same `spec`. Takes seconds of computing, so
 * call it in a worker thread. `progress` is called about four times a second of the clip with 0 to 1.
 * @throws UnreadablePicture
 */
export async function renderClip(
  spec: ClipSpec,
  tools: RenderTools,
  progress: (fraction: number) => void,
): Promise<Uint8Array> {
  const { width, height } = frameSize(spec.resolution, spec.aspectRatio);
  const frame = createFrame(width, height);
  const scene = await sceneOf(spec, frame, tools);
  const encoder = await createEncoder(frame, { quantization: spec.picture ? 26 : 13 });
  const count = spec.seconds * framesPerSecond;
  for (let index = 0; index < count; index++) {
    scene.draw(index);
    encoder.add(frame);
    if (index % 5 === 4) progress((index + 1) / count);
  }
  return encoder.finish();
}
