// The pass over the encoder's output: repeatable bytes, a header that comes first, and frames that can be sought.

import { createH264MP4Encoder } from 'h264-mp4-encoder';
import { beforeAll, expect, test } from 'vitest';
import { readMp4 } from '../../src/core/media/mp4';
import { finishMp4 } from '../../src/core/media/mp4-finish';

const size = { width: 48, height: 32 };

async function encoded(frames: number): Promise<Uint8Array> {
  const encoder = await createH264MP4Encoder();
  Object.assign(encoder, size, { frameRate: 24, groupOfPictures: 10 });
  encoder.initialize();
  for (let index = 0; index < frames; index++) {
    encoder.addFrameYuv(new Uint8Array((size.width * size.height * 3) / 2).fill(40 + index));
  }
  encoder.finalize();
  const file = encoder.FS.readFile(encoder.outputFilename);
  encoder.delete();
  return file;
}

const find = (bytes: Uint8Array, type: string) => Buffer.from(bytes).indexOf(type, 0, 'latin1');
const uint32 = (bytes: Uint8Array, at: number) => Buffer.from(bytes).readUInt32BE(at);

/** The media of a clip: what stands in its mdat. */
function media(bytes: Uint8Array): Buffer {
  const at = find(bytes, 'mdat');
  return Buffer.from(bytes.subarray(at + 4, at - 4 + uint32(bytes, at - 4)));
}

let raw: Uint8Array;
let finished: Uint8Array;
beforeAll(async () => {
  raw = await encoded(35);
  finished = finishMp4(raw);
});

test('the header stands before the media, and all frames are still there', async () => {
  const facts = await readMp4({
    size: finished.length,
    read: (at, length) => Promise.resolve(finished.subarray(at, at + length)),
  });
  expect(facts).toMatchObject({ whole: true, moovFirst: true, frames: 35, ...size });
  expect(media(finished).equals(media(raw))).toBe(true);
});

test('every chunk is found where the table says', () => {
  const [before, after] = [find(raw, 'stco'), find(finished, 'stco')];
  const count = uint32(raw, before + 8);
  expect(count).toBeGreaterThan(1);
  for (let index = 0; index < count; index++) {
    const [from, to] = [uint32(raw, before + 12 + index * 4), uint32(finished, after + 12 + index * 4)];
    expect(Buffer.compare(raw.subarray(from, from + 40), finished.subarray(to, to + 40))).toBe(0);
  }
});

test('no time of creation is left', () => {
  for (const type of ['mvhd', 'tkhd', 'mdhd']) {
    expect(finished.subarray(find(finished, type) + 8, find(finished, type) + 16)).toEqual(new Uint8Array(8));
  }
});

test('the key frames are listed, so that a player can begin at them', () => {
  const at = find(finished, 'stss');
  const numbers = Array.from({ length: uint32(finished, at + 8) }, (_, index) => uint32(finished, at + 12 + index * 4));
  expect(numbers).toEqual([1, 11, 21, 31]);
});

test('what the colours mean is written down', () => {
  const at = find(finished, 'colr');
  expect(Buffer.from(finished.subarray(at + 4, at + 15)).toString('latin1')).toBe('nclx\0\x01\0\x01\0\x01\0');
});

test('a second pass changes nothing', () => {
  expect(Buffer.compare(finishMp4(finished), finished)).toBe(0);
});

test('what is no MP4 is refused', () => {
  expect(() => finishMp4(new TextEncoder().encode('not a video at all'))).toThrow('broken box');
  expect(() => finishMp4(raw.subarray(0, 200))).toThrow('broken box');
});
