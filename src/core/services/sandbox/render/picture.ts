// Decodes a first frame once, a third larger than the clip, into the planes that the camera moves over.

// oxlint-disable typescript/no-non-null-assertion -- pixels are counted: every index lies within its array

import type { Sharp } from '../../../media/sharp';
import type { FrameSize } from '../clip';
import type { Plane } from './resample';

/** How much larger than the frame a picture is prepared, so that moving closer does not blur it. */
export const headroom = 1.3;

/** The picture's bytes cannot be read; `message` says why in the decoder's words. */
export class UnreadablePicture extends Error {}

export interface Picture {
  readonly luma: Plane;
  readonly blue: Plane;
  readonly red: Plane;
}

/** Decodes a picture so that it covers the frame with some room to move; at most two frames long or wide. @throws UnreadablePicture */
export async function decodePicture(sharp: Sharp, bytes: Uint8Array, frame: FrameSize): Promise<Picture> {
  try {
    const turned = await sharp(bytes)
      .autoOrient()
      .toColourspace('srgb')
      .flatten({ background: '#808080' })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = turned.info;
    const scale = headroom * Math.max(frame.width / width, frame.height / height);
    const cutWidth = Math.min(width, Math.max(1, Math.round((frame.width * headroom * 2) / scale)));
    const cutHeight = Math.min(height, Math.max(1, Math.round((frame.height * headroom * 2) / scale)));
    const { data, info } = await sharp(turned.data, { raw: { width, height, channels } })
      .extract({
        left: Math.floor((width - cutWidth) / 2),
        top: Math.floor((height - cutHeight) / 2),
        width: cutWidth,
        height: cutHeight,
      })
      .resize(even(cutWidth * scale), even(cutHeight * scale), { fit: 'fill', kernel: 'lanczos3' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return planesOf(data, info.width, info.height, info.channels);
  } catch (error) {
    throw new UnreadablePicture(error instanceof Error ? error.message : String(error));
  }
}

const even = (value: number) => 2 * Math.ceil(value / 2);

/** BT.709, limited range, colour at half the resolution. */
function planesOf(rgb: Uint8Array, width: number, height: number, channels: number): Picture {
  const luma = new Uint8Array(width * height);
  const blue = new Uint8Array((width * height) / 4);
  const red = new Uint8Array((width * height) / 4);
  const green = channels > 1 ? 1 : 0;
  const last = channels > 2 ? 2 : 0;
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      let [sumBlue, sumRed] = [0, 0];
      for (const at of [y * width + x, y * width + x + 1, (y + 1) * width + x, (y + 1) * width + x + 1]) {
        const [r, g, b] = [rgb[at * channels]!, rgb[at * channels + green]!, rgb[at * channels + last]!];
        const value = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        luma[at] = 16.5 + (219 / 255) * value;
        sumBlue += b - value;
        sumRed += r - value;
      }
      const at = (y / 2) * (width / 2) + x / 2;
      blue[at] = 128.5 + ((sumBlue / 4) * (224 / 255)) / 1.8556;
      red[at] = 128.5 + ((sumRed / 4) * (224 / 255)) / 1.5748;
    }
  }
  const half = { width: width / 2, height: height / 2 };
  return { luma: { width, height, values: luma }, blue: { ...half, values: blue }, red: { ...half, values: red } };
}
