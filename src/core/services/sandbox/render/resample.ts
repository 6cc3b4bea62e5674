// Samples a rectangle of a plane into a smaller one, at any place between pixels, without shimmer.

// oxlint-disable typescript/no-non-null-assertion -- pixels are counted: every index lies within its array

export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

/** A rectangle of a picture, in its pixels; parts of pixels count. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** For each target pixel: the first of four source pixels, and their weights. */
interface Taps {
  readonly first: Int32Array;
  readonly weights: Float32Array;
}

/** Mitchell and Netravali's cubic with B = C = 1/3: as sharp at every place between pixels, so that a slow move does not pulse. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return (7 * x ** 3 - 12 * x ** 2 + 16 / 3) / 6;
  return x < 2 ? ((-7 / 3) * x ** 3 + 12 * x ** 2 - 20 * x + 32 / 3) / 6 : 0;
}

function tapsOf(from: number, length: number, count: number, size: number): Taps {
  const first = new Int32Array(count);
  const weights = new Float32Array(count * 4);
  const step = length / count;
  for (let index = 0; index < count; index++) {
    const at = Math.min(size - 1, Math.max(0, from + (index + 0.5) * step - 0.5));
    const start = Math.min(size - 4, Math.max(0, Math.floor(at) - 1));
    first[index] = start;
    let sum = 0;
    for (let tap = 0; tap < 4; tap++) sum += weights[index * 4 + tap] = cubic(at - start - tap);
    for (let tap = 0; tap < 4; tap++) weights[index * 4 + tap]! /= sum;
  }
  return { first, weights };
}

/** Draws `crop` of `source` over all of `target`. The source must be at least 4×4, the crop inside it. */
export class Resampler {
  private lines: Float32Array;

  constructor(
    private readonly source: Plane,
    private readonly target: Plane,
  ) {
    this.lines = new Float32Array(source.height * target.width);
  }

  draw(crop: Crop): void {
    const { source, target } = this;
    const across = tapsOf(crop.left, crop.width, target.width, source.width);
    const down = tapsOf(crop.top, crop.height, target.height, source.height);
    this.squeeze(across, down.first[0]!, down.first[target.height - 1]! + 4);
    const { lines } = this;
    const { width, height, values } = target;
    for (let y = 0; y < height; y++) {
      const row = down.first[y]! * width;
      const weight = (tap: number) => down.weights[y * 4 + tap]!;
      const [a, b, c, d] = [weight(0), weight(1), weight(2), weight(3)];
      for (let x = 0; x < width; x++) {
        const at = row + x;
        const value =
          a * lines[at]! + b * lines[at + width]! + c * lines[at + 2 * width]! + d * lines[at + 3 * width]! + 0.5;
        values[y * width + x] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }

  /** Rows of the source, as wide as the target. */
  private squeeze({ first, weights }: Taps, fromRow: number, toRow: number): void {
    const { width: stride, values } = this.source;
    const { width } = this.target;
    for (let row = fromRow; row < toRow; row++) {
      for (let x = 0; x < width; x++) {
        const at = row * stride + first[x]!;
        const tap = x * 4;
        this.lines[row * width + x] =
          weights[tap]! * values[at]! +
          weights[tap + 1]! * values[at + 1]! +
          weights[tap + 2]! * values[at + 2]! +
          weights[tap + 3]! * values[at + 3]!;
      }
    }
  }
}
