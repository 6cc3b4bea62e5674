// First frames as somebody may prepare them: what a camera or an editor hid in the file stays here, and what is no honest picture is
// refused before it is decoded, or read as the picture that it is and as nothing else.

import '../../support/sharp-wasm';
import { deflateSync, crc32 } from 'node:zlib';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { preparePicture } from '../../../src/core/media/picture';
import { PictureError } from '../../../src/core/media/picture-error';
import { picture, quarters, segments } from '../../support/pictures';

// WebAssembly on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const canary = 'CANARY-of-the-photographer';
const plain: Record<'png' | 'jpeg' | 'gif' | 'webp', Buffer> = {} as never;

beforeAll(async () => {
  const whole = await picture(quarters(64, 48), 64, 48);
  for (const format of ['png', 'jpeg', 'gif', 'webp'] as const)
    plain[format] = Buffer.from(await whole.clone().toFormat(format).toBuffer());
});

/** A JPEG with a segment of its own right after its beginning. */
function jpegWith(marker: number, body: string): Buffer {
  const bytes = Buffer.from(body, 'latin1');
  const head = Buffer.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 255]);
  return Buffer.concat([plain.jpeg.subarray(0, 2), head, bytes, plain.jpeg.subarray(2)]);
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A PNG with a chunk of its own right after its header. */
function pngWith(type: string, body: string | Buffer): Buffer {
  return Buffer.concat([plain.png.subarray(0, 33), chunk(type, Buffer.from(body)), plain.png.subarray(33)]);
}

/** A GIF with a comment before its trailer. */
function gifWithComment(text: string): Buffer {
  const comment = Buffer.concat([Buffer.from([0x21, 0xfe, text.length]), Buffer.from(text), Buffer.from([0])]);
  return Buffer.concat([plain.gif.subarray(0, -1), comment, plain.gif.subarray(-1)]);
}

/** A WebP with a chunk of its own at its end. */
function webpWith(type: string, body: string): Buffer {
  const padded = Buffer.from(body.length % 2 === 0 ? body : `${body}\0`);
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(body.length, 4);
  const whole = Buffer.concat([plain.webp, head, padded]);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}

const iptc = `Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x20\x1c\x02\x50\0\x1a${canary}`;
const hidden: readonly (readonly [string, () => Buffer])[] = [
  ['a JPEG’s comment', () => jpegWith(0xfe, canary)],
  ['a JPEG’s IPTC', () => jpegWith(0xed, iptc)],
  ['a JPEG’s XMP', () => jpegWith(0xe1, `http://ns.adobe.com/xap/1.0/\0<x>${canary}</x>`)],
  ['a JPEG’s maker notes', () => jpegWith(0xe5, canary)],
  ['bytes behind a JPEG', () => Buffer.concat([plain.jpeg, Buffer.from(canary)])],
  ['a PNG’s text', () => pngWith('tEXt', `Author\0${canary}`)],
  ['a PNG’s packed text', () => pngWith('zTXt', Buffer.concat([Buffer.from('Author\0\0'), deflateSync(canary)]))],
  ['a PNG’s international text', () => pngWith('iTXt', `XML:com.adobe.xmp\0\0\0\0\0<x>${canary}</x>`)],
  ['a PNG’s time', () => pngWith('tIME', Buffer.from([7, 234, 1, 5, 9, 0, 0]))],
  ['bytes behind a PNG', () => Buffer.concat([plain.png, Buffer.from(canary)])],
  ['a GIF’s comment', () => gifWithComment(canary)],
  ['a WebP’s XMP', () => webpWith('XMP ', `<x>${canary}</x>`)],
];

describe('what is hidden in a picture is not sent', () => {
  test.each(hidden)('%s', async (_, make) => {
    const { jpeg, width, height } = await preparePicture(make(), 'holiday');
    expect([width, height]).toEqual([64, 48]);
    expect(Buffer.from(jpeg).includes('CANARY')).toBe(false);
    expect(segments(jpeg)).toEqual(['db', 'c0', 'c4', 'da']);
  });
});

async function refusal(bytes: Uint8Array): Promise<string> {
  const error: unknown = await preparePicture(bytes, '../<b>evil</b>.png').then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PictureError);
  return (error as PictureError).code;
}

/** A PNG that claims its size, and holds `rows` bytes of zeros, packed a thousandfold. */
function bomb(width: number, height: number, rows: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const data = deflateSync(Buffer.alloc(rows), { level: 9 });
  return Buffer.concat([
    plain.png.subarray(0, 8),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('what is no honest picture is refused with its name, and the next one is read all the same', () => {
  test.each<readonly [string, () => Buffer, string]>([
    ['more pixels than memory has', () => bomb(65_535, 65_535, 1000), 'picture-too-large'],
    ['the largest sides that a header can name', () => bomb(2 ** 31 - 1, 2 ** 31 - 1, 1000), 'picture-too-large'],
    ['one row above a hundred megapixels', () => bomb(10_000, 10_001, 1000), 'picture-too-large'],
    ['megabytes of zeros behind a small header', () => bomb(100, 100, 200_000_000), 'read'],
    ['pixels that never come', () => bomb(9000, 9000, 10), 'picture-unreadable'],
    [
      'SVG under a picture’s name',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
      'picture-unreadable',
    ],
    [
      'SVG behind a PNG’s first bytes',
      () => Buffer.concat([plain.png.subarray(0, 8), Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')]),
      'picture-unreadable',
    ],
    ['a page', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 'picture-unreadable'],
    ['a document', () => Buffer.from('%PDF-1.7\n1 0 obj'), 'picture-unreadable'],
    ['a program', () => Buffer.from('\x7fELF\x02\x01\x01'), 'picture-unreadable'],
    [
      'PostScript, which other decoders run',
      () => Buffer.from('%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) run'),
      'picture-unreadable',
    ],
    [
      'a list of commands for a picture program',
      () => Buffer.from('push graphic-context\nimage over 0,0 0,0 "|id"'),
      'picture-unreadable',
    ],
    ['a JPEG cut off after its header', () => plain.jpeg.subarray(0, 200), 'picture-unreadable'],
    ['nothing', () => Buffer.alloc(0), 'picture-unreadable'],
  ])('%s', async (_, make, code) => {
    const bytes = make();
    // zlib gives up at the pixels that the header named: what is behind them is never unpacked.
    if (code === 'read') expect(await preparePicture(bytes, 'a.png').then(({ width }) => width, refused)).toBe(100);
    else expect(await refusal(bytes)).toBe(code);
    expect(await preparePicture(plain.png, 'a.png')).toMatchObject({ width: 64 });
  });

  const refused = (error: unknown) => (error instanceof PictureError ? 100 : error);

  test.each(['a page', 'an archive', 'a program'])('%s behind a real picture is left behind', async what => {
    const tail =
      { 'a page': '<script>alert(1)</script>', 'an archive': 'PK\x03\x04evil.class', 'a program': '\x7fELF' }[what] ??
      '';
    for (const format of ['png', 'jpeg', 'gif'] as const) {
      const { jpeg } = await preparePicture(Buffer.concat([plain[format], Buffer.from(tail)]), 'a');
      expect(Buffer.from(jpeg).includes(tail)).toBe(false);
    }
  });
});
