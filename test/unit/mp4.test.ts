// The MP4 reader: a whole file is told from any other, whatever the bytes.

import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { looksLikeMp4, readMp4 } from '../../src/core/media/mp4';
import type { RandomAccess } from '../../src/core/media/mp4';
import { createEncoder } from '../../src/core/services/sandbox/render/encode';
import { createFrame } from '../../src/core/services/sandbox/render/frame';

function source(bytes: Uint8Array): RandomAccess & { readonly largest: () => number } {
  let largest = 0;
  return {
    size: bytes.length,
    read: (position, length) => {
      largest = Math.max(largest, length);
      return Promise.resolve(bytes.subarray(position, position + length));
    },
    largest: () => largest,
  };
}

const read = (bytes: Uint8Array) => readMp4(source(bytes));

/** A small clip from the real encoder. */
async function smallClip(frames: number): Promise<Uint8Array> {
  const frame = createFrame(32, 16);
  const encoder = await createEncoder(frame, { quantization: 30 });
  for (let index = 0; index < frames; index++) {
    frame.bytes.fill(60 + index * 10);
    encoder.add(frame);
  }
  return encoder.finish();
}

const fixture = (name: string) => readFile(new URL(`../services/fixtures/${name}`, import.meta.url));

/** A box from its type and content. */
function box(type: string, ...content: (Uint8Array | number[])[]): Uint8Array {
  const size = 8 + content.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, size);
  bytes.set(new TextEncoder().encode(type), 4);
  let at = 8;
  for (const part of content) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const words = (...values: number[]) =>
  values.flatMap(value => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);

const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

interface Film {
  readonly mvex?: Uint8Array;
  readonly duration?: number;
  readonly stsz?: number[];
  readonly stsc?: number[];
  readonly stco?: Uint8Array;
}

/** A header with one video track of 640×360, 24,000 units a second. */
function moov({ mvex, duration = 0, stsz = words(0, 0, 0), stsc = words(0, 0), stco }: Film = {}): Uint8Array {
  const entry = box('avc1', words(0, 1), new Uint8Array(16), [2, 128, 1, 104], new Uint8Array(50));
  const tables = [
    box('stsd', words(0, 1), entry),
    box('stts', words(0, 0)),
    box('stsz', stsz),
    box('stsc', stsc),
    stco ?? box('stco', words(0, 0)),
  ];
  const media = [
    box('mdhd', words(0, 0, 0, 24000, duration, 0)),
    box('hdlr', words(0, 0), new TextEncoder().encode('vide'), new Uint8Array(13)),
    box('minf', box('stbl', ...tables)),
  ];
  const matrix = words(65536, 0, 0, 0, 65536, 0, 0, 0, 0x40000000);
  const tkhd = box('tkhd', words(7, 0, 0, 1, 0, duration, 0, 0, 0, 0), matrix, words(0, 0));
  const trak = box('trak', tkhd, box('mdia', ...media));
  const mvhd = box('mvhd', words(0, 0, 0, 24000, duration), new Uint8Array(80));
  return box('moov', mvhd, trak, ...(mvex ? [mvex] : []));
}

const ftyp = box('ftyp', new TextEncoder().encode('isom'), words(0));

describe('a whole clip', () => {
  test('from the encoder is read with its size, time and frames', async () => {
    expect(await read(await smallClip(5))).toEqual({
      whole: true,
      moovFirst: true,
      seconds: 5 / 24,
      width: 32,
      height: 16,
      hasAudio: false,
      videoCodec: 'avc1',
      frames: 5,
    });
  });

  test('with a sound track says so, and which', async () => {
    const facts = await read(await fixture('clip-with-sound.mp4'));
    expect(facts).toMatchObject({ whole: true, hasAudio: true, audioCodec: 'mp4a', videoCodec: 'avc1', frames: 120 });
    expect(facts.seconds).toBeCloseTo(5, 1);
  });

  test('in fragments adds up their frames and time', async () => {
    const mvex = box('mvex', box('trex', words(0, 1, 1, 1000, 0, 0)));
    const run = (count: number) => box('traf', box('tfhd', words(0, 1)), box('trun', words(0, count)));
    const timed = box('traf', box('tfhd', words(8, 1, 500)), box('trun', words(0x100, 2, 1500, 2500)));
    const piece = (traf: Uint8Array) => [box('moof', box('mfhd', words(0, 1)), traf), box('mdat', [1, 2, 3])];
    const film = joined(ftyp, moov({ mvex }), ...piece(run(20)), ...piece(timed));
    expect(await read(film)).toMatchObject({ whole: true, frames: 22, seconds: 1, width: 640, height: 360 });
    expect(await read(film.subarray(0, film.length - 1))).toMatchObject({ whole: false });
  });
});

describe('what is not whole', { timeout: 60_000 }, () => {
  let clip: Uint8Array;
  let clips: Uint8Array[] = [];
  beforeAll(async () => {
    clip = await smallClip(3);
    clips = [clip, await fixture('clip-silent.mp4')];
  });

  test('a clip cut at any byte is never whole, and says so in a sentence', async () => {
    for (const whole of clips) {
      for (let length = 0; length < whole.length; length++) {
        const facts = await read(whole.subarray(0, length));
        expect(facts.whole, `cut at ${length}`).toBe(false);
        expect(facts.problem).toMatch(/^[A-Z].*\.$/);
      }
    }
  });

  test('a clip with a byte too many is not whole', async () => {
    for (const clip of clips) expect((await read(joined(clip, new Uint8Array(1)))).whole).toBe(false);
  });

  test('a web page, a picture and an empty file are not MP4s', async () => {
    for (const text of ['', '<!doctype html><html><body>Sorry</body></html>', '\xff\xd8\xff\xe0\0\x10JFIF\0\0\0\0']) {
      const facts = await read(Buffer.from(text, 'latin1'));
      expect(facts).toEqual({ whole: false, problem: 'The file is not an MP4 video.' });
    }
  });

  test('samples that lie outside the file are noticed, also where the boxes add up', async () => {
    const tables = { stsz: words(0, 100, 3), stsc: words(0, 1, 1, 3, 1) };
    const film = (offset: number) =>
      joined(ftyp, moov({ ...tables, stco: box('stco', words(0, 1, offset)) }), box('mdat', new Uint8Array(300)));
    const media = film(0).length - 300;
    expect((await read(film(media))).whole).toBe(true);
    expect(await read(film(media + 1))).toMatchObject({
      whole: false,
      problem: expect.stringContaining('ends before'),
    });
    expect((await read(joined(film(media), box('mdat', []), box('free', [])))).whole).toBe(true);
  });

  test('tables that claim billions of entries cost neither time nor memory', async () => {
    const huge = 0xffffffff;
    const films = [
      moov({ stsz: words(0, 0, huge), stsc: words(0, 1, 1, huge, 1), stco: box('stco', words(0, 1, 8)) }),
      moov({ stsz: words(0, 1, huge), stsc: words(0, 1, 1, huge, 1), stco: box('stco', words(0, 1, 8)) }),
      moov({ stsz: words(0, 0, 0), stsc: words(0, huge, 1, 1, 1), stco: box('stco', words(0, huge, 8)) }),
      moov({ stco: box('co64', words(0, 1, huge, huge)) }),
      moov({ mvex: box('mvex', box('trex', words(0, 1, 1, huge, 0, 0))) }),
    ];
    for (const header of films) {
      const moof = box('moof', box('traf', box('tfhd', words(0, 1)), box('trun', words(0xf01, huge, 0))));
      const file = source(joined(ftyp, header, moof, box('mdat', [1])));
      await readMp4(file);
      expect(file.largest()).toBeLessThanOrEqual(65536);
    }
  });

  test('any change to any bytes is read in time and without an error', async () => {
    const edit = fc.record({ at: fc.nat(clip.length - 1), value: fc.constantFrom(0, 1, 7, 8, 127, 128, 255) });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 24 }), fc.nat(40), async (edits, more) => {
        const bytes = joined(clip, new Uint8Array(more));
        for (const { at, value } of edits) bytes[at] = value;
        const facts = await read(bytes);
        expect(facts.whole).toBe(facts.problem === undefined);
      }),
      { numRuns: 2000 },
    );
  });

  test('bytes of no kind at all are read in time and without an error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async bytes => {
        expect((await read(joined(ftyp, bytes))).whole).toBe(false);
      }),
    );
  });
});

test('an error of the disk is passed on, not taken for a broken clip', async () => {
  const broken: RandomAccess = { size: 100, read: () => Promise.reject(new Error('EIO')) };
  await expect(readMp4(broken)).rejects.toThrow('EIO');
});

test('the first bytes tell an MP4 from a web page', async () => {
  expect(looksLikeMp4((await smallClip(1)).subarray(0, 12))).toBe(true);
  expect(looksLikeMp4(new TextEncoder().encode('<!doctype html>'))).toBe(false);
  expect(looksLikeMp4(new Uint8Array(3))).toBe(false);
});
