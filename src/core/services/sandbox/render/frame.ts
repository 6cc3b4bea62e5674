// One frame as the encoder takes it: planes of brightness and colour (4:2:0), BT.709, limited range.

export interface Frame {
  readonly width: number;
  readonly height: number;
  /** All three planes, one after the other. */
  readonly bytes: Uint8Array;
  readonly luma: Uint8Array;
  readonly blue: Uint8Array;
  readonly red: Uint8Array;
}

/** An empty frame; width and height must be even. */
export function createFrame(width: number, height: number): Frame {
  const pixels = width * height;
  const bytes = new Uint8Array(pixels + pixels / 2);
  return {
    width,
    height,
    bytes,
    luma: bytes.subarray(0, pixels),
    blue: bytes.subarray(pixels, pixels + pixels / 4),
    red: bytes.subarray(pixels + pixels / 4),
  };
}

/** Brightness and colour differences, each 0 to 255, not rounded. */
export type Yuv = readonly [luma: number, blue: number, red: number];

/** ITU-T H.273, matrix 1, limited range; red, green and blue from 0 to 1. */
export function yuvOf(red: number, green: number, blue: number): Yuv {
  const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return [16 + 219 * luma, 128 + (224 * (blue - luma)) / 1.8556, 128 + (224 * (red - luma)) / 1.5748];
}
