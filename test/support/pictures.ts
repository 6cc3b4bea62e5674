// Pictures for tests, made on the spot: an asymmetric one whose corners tell how it was turned, and noise.

import './sharp-wasm';
import { loadSharp } from '../../src/core/media/sharp';
import { seeded } from './random';

export type Colour = readonly [red: number, green: number, blue: number];

/** Corners as seen: red, green on top; blue, black below. */
export const corners: Readonly<Record<'topLeft' | 'topRight' | 'bottomLeft' | 'bottomRight', Colour>> = {
  topLeft: [255, 0, 0],
  topRight: [0, 255, 0],
  bottomLeft: [0, 0, 255],
  bottomRight: [0, 0, 0],
};

/** RGB pixels of a picture with four coloured quarters. */
export function quarters(width: number, height: number): Buffer {
  return pixels(width, height, (x, y) =>
    y < height / 2
      ? x < width / 2
        ? corners.topLeft
        : corners.topRight
      : x < width / 2
        ? corners.bottomLeft
        : corners.bottomRight,
  );
}

export function pixels(width: number, height: number, colour: (x: number, y: number) => Colour): Buffer {
  const data = Buffer.alloc(width * height * 3);
  for (let index = 0; index < width * height; index++)
    data.set(colour(index % width, Math.floor(index / width)), index * 3);
  return data;
}

/** Every channel of every pixel fully on or off by chance: nothing is harder to compress. */
export function hardNoise(width: number, height: number, seed = 1): Buffer {
  const random = seeded(seed);
  return Buffer.from(Uint8Array.from({ length: width * height * 3 }, () => (random() < 0.5 ? 0 : 255)));
}

/** A sharp pipeline over RGB pixels. */
export async function picture(data: Buffer, width: number, height: number) {
  const sharp = await loadSharp();
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** The pixel at a place given in fractions of the sides. */
export async function pixelAt(encoded: Uint8Array, x: number, y: number): Promise<Colour> {
  const sharp = await loadSharp();
  const { data, info } = await sharp(encoded)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
  return [data[at] ?? -1, data[at + 1] ?? -1, data[at + 2] ?? -1];
}

/** Kinds of a JPEG's segments in the order of their first appearance: tables and pixels are all that a picture needs. */
export function segments(jpeg: Uint8Array): string[] {
  const view = new DataView(jpeg.buffer);
  const kinds = new Set<string>();
  for (let at = 2; !kinds.has('da'); at += 2 + view.getUint16(at + 2)) kinds.add(view.getUint8(at + 1).toString(16));
  return [...kinds];
}
