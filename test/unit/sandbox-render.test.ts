// The sandbox's clips: exact in size and length, the same bytes every time, and calm to look at.

import '../support/sharp-wasm';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { readMp4 } from '../../src/core/media/mp4';
import { loadSharp } from '../../src/core/media/sharp';
import { frameSize } from '../../src/core/services/sandbox/clip';
import type { ClipSpec } from '../../src/core/services/sandbox/clip';
import { cameraScene } from '../../src/core/services/sandbox/render/camera';
import { cardScene } from '../../src/core/services/sandbox/render/card';
import { renderClip } from '../../src/core/services/sandbox/render/clip';
import { createFrame } from '../../src/core/services/sandbox/render/frame';
import type { Frame } from '../../src/core/services/sandbox/render/frame';
import { drawable, lineWidth, settingOf, wrap } from '../../src/core/services/sandbox/render/layout';
import { Letters } from '../../src/core/services/sandbox/render/letters';
import { decodePicture } from '../../src/core/services/sandbox/render/picture';
import { Canvas } from '../../src/core/services/sandbox/render/raster';
import { seeded } from '../../src/core/services/sandbox/render/random';
import { Resampler } from '../../src/core/services/sandbox/render/resample';

let letters: Letters;
beforeAll(async () => {
  letters = new Letters(await readFile(new URL('../../media/sandbox/letters.bin', import.meta.url)));
});

const small: ClipSpec = { prompt: 'A paper boat', resolution: '480p', aspectRatio: '1:1', seconds: 1, seed: 7 };

const render = (spec: ClipSpec, progress: (fraction: number) => void = () => {}) =>
  renderClip(spec, { letters, loadSharp }, progress);

const facts = (bytes: Uint8Array) =>
  readMp4({ size: bytes.length, read: (at, length) => Promise.resolve(bytes.subarray(at, at + length)) });

async function jpeg(width: number, height: number, background = '#3377aa'): Promise<Uint8Array> {
  const sharp = await loadSharp();
  return sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

describe('a clip', { timeout: 60_000 }, () => {
  test.each([
    ['480p', '16:9', 2],
    ['480p', '9:16', 1],
    ['480p', '1:1', 15],
    ['480p', '4:3', 1],
    ['720p', '16:9', 1],
    ['1080p', '9:16', 1],
  ] as const)('of %s, %s and %i s is exactly that, at 24 frames a second', async (resolution, aspectRatio, seconds) => {
    const video = await render({ ...small, resolution, aspectRatio, seconds });
    expect(await facts(video)).toEqual({
      whole: true,
      moovFirst: true,
      ...frameSize(resolution, aspectRatio),
      seconds,
      frames: seconds * 24,
      hasAudio: false,
      videoCodec: 'avc1',
    });
  });

  test('is the same bytes for the same request and seed, and others for another seed', async () => {
    const [one, again, other] = [await render(small), await render(small), await render({ ...small, seed: 8 })];
    expect(Buffer.compare(one, again)).toBe(0);
    expect(Buffer.compare(one, other)).not.toBe(0);
  });

  test('from a picture is as repeatable', async () => {
    const spec = { ...small, picture: await jpeg(300, 200) };
    const [one, again] = [await render(spec), await render(spec)];
    expect(Buffer.compare(one, again)).toBe(0);
    expect(await facts(one)).toMatchObject({ whole: true, frames: 24, width: 480, height: 480 });
  });

  test('tells its progress at least every five frames, rising to the end', async () => {
    const told: number[] = [];
    await render({ ...small, seconds: 5 }, fraction => told.push(fraction));
    expect(told).toHaveLength(24);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
  });

  test('from something that is no picture is refused', async () => {
    const picture = new TextEncoder().encode('this is a text file named .png');
    await expect(render({ ...small, picture })).rejects.toThrow(/unsupported/);
  });
});

/** Mean brightness change per pixel between two frames. */
function change(before: Uint8Array, after: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < before.length; index++) sum += Math.abs((before[index] ?? 0) - (after[index] ?? 0));
  return sum / before.length;
}

/** The changes from one frame to the next. */
function steps(frame: Frame, draw: (index: number) => void, count: number): number[] {
  draw(0);
  return Array.from({ length: count - 1 }, (_, index) => {
    const before = frame.luma.slice();
    draw(index + 1);
    return change(before, frame.luma);
  });
}

describe('a title card', { timeout: 60_000 }, () => {
  test('moves slowly, without a flicker, and its background returns to its beginning', () => {
    for (const seed of [1, 2]) {
      const frame = createFrame(426, 240);
      const scene = cardScene({ ...small, aspectRatio: '16:9', seconds: 2, seed, prompt: '' }, frame, letters);
      expect(Math.max(...steps(frame, index => scene.draw(index), 48))).toBeLessThan(1.5);
      const last = frame.luma.slice();
      scene.draw(0);
      expect(change(last, frame.luma)).toBeLessThan(1.5);
    }
  });

  test('is dark enough for its white letters, whatever the seed', () => {
    for (let seed = 0; seed < 40; seed++) {
      const frame = createFrame(320, 180);
      cardScene({ ...small, seed: seed * 977, prompt: '' }, frame, letters).draw(5);
      const body = frame.luma.subarray(0, 320 * 150);
      // Of white on this, the contrast is at least 4.5 : 1 (WCAG 2, 1.4.3): relative luminance 0.18, signal 0.46.
      expect(Math.max(...body)).toBeLessThan(16 + 219 * 0.47);
    }
  });

  test('shows its prompt from the first frame', () => {
    const first = (prompt: string) => {
      const frame = createFrame(640, 360);
      cardScene({ ...small, prompt }, frame, letters).draw(0);
      return frame.luma;
    };
    const bare = first('');
    const brighter = first('A paper boat').filter((value, index) => value > (bare[index] ?? 0) + 40).length;
    expect(brighter).toBeGreaterThan(1000);
  });
});

describe('text', () => {
  test('in Latin, Greek and Cyrillic letters is drawn; symbols are left out', () => {
    expect(drawable('  A paper\nboat 🚣 at dawn… ', letters)).toBe('A paper boat at dawn…');
    expect(drawable('Zażółć gęślą jaźń', letters)).toBe('Zażółć gęślą jaźń');
    expect(drawable('Ένα πλοίο', letters)).toBe('Ένα πλοίο');
    expect(drawable('Кошка спит на подоконнике', letters)).toBe('Кошка спит на подоконнике');
    expect(drawable('café', letters)).toBe('café');
  });

  test('in other scripts, and of symbols alone, is not drawn at all', () => {
    for (const prompt of ['夜の東京を歩く猫', 'قارب ورقي', 'A 猫 in the night', '🌊🔥✨', '—…!', '']) {
      expect(drawable(prompt, letters)).toBe('');
    }
  });

  test('is broken between words, never loses one, and fits', () => {
    const measure = (line: string) => lineWidth(line, letters, 0);
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zA-Z,.]{1,12}$/), { minLength: 1, maxLength: 40 }), words => {
        const lines = wrap(words.join(' '), 12, measure);
        expect(lines.join(' ')).toBe(words.join(' '));
        for (const line of lines) expect(measure(line)).toBeLessThanOrEqual(12);
      }),
    );
  });

  test('that is too long ends in an ellipsis after a whole word', () => {
    const text = Array.from({ length: 300 }, (_, index) => `word${index}`).join(' ');
    const room = { width: 600, largest: 60, smallest: 30, linesAt: () => 5 };
    const { lines, size } = settingOf(text, room, line => lineWidth(line, letters, 0));
    expect(size).toBe(30);
    expect(lines).toHaveLength(5);
    expect(lines[4]).toMatch(/word\d+…$/);
    expect(text).toContain(`${lines[4]?.slice(0, -1)} `);
  });

  test('keeps its words whole when lines are balanced', () => {
    const room = { width: 600, largest: 90, smallest: 30, linesAt: () => 5 };
    const text = 'Кошка спит на подоконнике, за окном идёт снег';
    const { lines } = settingOf(text, room, line => lineWidth(line, letters, 0));
    expect(lines.join(' ')).toBe(text);
  });

  test('without a space is broken somewhere, and ends', () => {
    const lines = wrap('x'.repeat(2000), 10, line => lineWidth(line, letters, 0));
    expect(lines.join('')).toBe('x'.repeat(2000));
  });
});

test('a shape covers as much of each pixel as lies inside it', () => {
  const canvas = new Canvas(6, 3);
  canvas.rectangle(1.5, 0.5, 4.25, 2);
  const { coverage } = canvas.mask(0, 0);
  const share = (value: number) => Math.round(value * 255);
  expect([...coverage]).toEqual([
    ...[0, 0.25, 0.5, 0.5, 0.125, 0].map(share),
    ...[0, 0.5, 1, 1, 0.25, 0].map(share),
    ...Array.from<number>({ length: 6 }).fill(0),
  ]);
});

test('a slanted edge over many pixels keeps its area', () => {
  const canvas = new Canvas(40, 10);
  const pen = canvas.pen(0, 0, 1);
  pen.moveTo(2, 0);
  pen.lineTo(38.5, 0);
  pen.lineTo(5.25, -9);
  pen.lineTo(2, 0);
  const sum = canvas.mask(0, 0).coverage.reduce((total, value) => total + value / 255, 0);
  expect(sum).toBeCloseTo((36.5 * 9) / 2, 0);
});

describe('the camera', { timeout: 60_000 }, () => {
  test('keeps an even picture even at every place between pixels', () => {
    const source = { width: 64, height: 48, values: new Uint8Array(64 * 48).fill(117) };
    const target = { width: 40, height: 30, values: new Uint8Array(1200) };
    new Resampler(source, target).draw({ left: 3.37, top: 2.81, width: 51.3, height: 38.9 });
    expect(new Set(target.values)).toEqual(new Set([117]));
  });

  test('moves a slope by parts of a pixel', () => {
    const source = { width: 64, height: 8, values: Uint8Array.from({ length: 512 }, (_, index) => (index % 64) * 4) };
    const at = (left: number) => {
      const target = { width: 32, height: 4, values: new Uint8Array(128) };
      new Resampler(source, target).draw({ left, top: 2, width: 32, height: 4 });
      return target.values[16];
    };
    expect([at(10), at(10.25), at(10.5), at(11)]).toEqual([104, 105, 106, 108]);
  });

  test('fills the frame from any picture, moves slowly, and never stands still', async () => {
    const sharp = await loadSharp();
    for (const [width, height] of [
      [60, 40],
      [900, 30],
      [30, 900],
      [1080, 720],
      [1, 1],
    ] as const) {
      const frame = createFrame(320, 180);
      const picture = await decodePicture(sharp, await jpeg(width, height, '#ffffff'), frame);
      expect(picture.luma.width).toBeLessThanOrEqual(320 * 2.7);
      expect(picture.luma.height).toBeLessThanOrEqual(180 * 2.7);
      const scene = cameraScene({ ...small, seed: width }, frame, picture, letters);
      for (const index of [0, 12, 23]) {
        scene.draw(index);
        // White everywhere but in the mark: no bar, no edge.
        expect(Math.min(...frame.luma.subarray(0, 320 * 140))).toBeGreaterThan(225);
      }
    }
  });

  test('moves without a jump', async () => {
    const sharp = await loadSharp();
    const random = seeded(3);
    const spots = Uint8Array.from({ length: 90 * 60 * 3 }, () => 255 * random());
    const raw = { width: 90, height: 60, channels: 3 } as const;
    const noise = await sharp(spots, { raw }).resize(720, 480).jpeg().toBuffer();
    const frame = createFrame(320, 180);
    const picture = await decodePicture(sharp, noise, frame);
    const scene = cameraScene({ ...small, seconds: 3 }, frame, picture, letters);
    const changes = steps(frame, index => scene.draw(index), 72);
    const middle = changes.toSorted((a, b) => a - b)[36] ?? 0;
    expect(Math.min(...changes)).toBeGreaterThan(middle * 0.05);
    expect(Math.max(...changes)).toBeLessThan(middle * 2);
  });
});
