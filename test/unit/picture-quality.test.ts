// The search for a JPEG quality, against made-up pictures whose sizes follow known curves.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeToFit } from '../../src/core/media/picture-quality';

/** A picture of `size` bytes at quality 90, whose size falls with the quantizer to the power of `power`, faster the coarser it gets. */
function simulated(size: number, power: number, bend = 0.07) {
  const tried: number[] = [];
  const encode = async (quality: number): Promise<Uint8Array> => {
    tried.push(quality);
    const step = Math.log((quality < 50 ? 5000 / quality : 200 - 2 * quality) / 20);
    return new Uint8Array(Math.round(size * Math.exp(-power * step - bend * step * step)));
  };
  return { encode, tried };
}

test('a picture that fits at quality 90 is encoded once', async () => {
  const { encode, tried } = simulated(600_000, 0.7);
  expect((await encodeToFit(encode, 1_000_000))?.byteLength).toBe(600_000);
  expect(tried).toEqual([90]);
});

test('one that does not is brought just under the limit in at most three encodes', async () => {
  const size = fc.integer({ min: 1_000_001, max: 2_500_000 });
  const power = fc.double({ min: 0.3, max: 1.1, noNaN: true });
  const bend = fc.double({ min: 0.04, max: 0.12, noNaN: true });
  await fc.assert(
    fc.asyncProperty(size, power, bend, async (bytes, ...curve) => {
      const { encode, tried } = simulated(bytes, ...curve);
      const found = await encodeToFit(encode, 1_000_000);
      expect(found?.byteLength).toBeLessThanOrEqual(1_000_000);
      expect(found?.byteLength).toBeGreaterThan(750_000);
      expect(tried.length).toBeLessThanOrEqual(3);
    }),
    { numRuns: 300 },
  );
});

test('what cannot fit is given up after at most six encodes', async () => {
  const { encode, tried } = simulated(5_000_000, 0.3);
  expect(await encodeToFit(encode, 1000)).toBeUndefined();
  expect(tried.length).toBeLessThanOrEqual(6);
  expect(tried.at(-1)).toBe(10);
});

test('a limit that any encode meets exactly is met', async () => {
  const { encode } = simulated(1_000_000, 0.5);
  expect((await encodeToFit(encode, 1_000_000))?.byteLength).toBe(1_000_000);
});
