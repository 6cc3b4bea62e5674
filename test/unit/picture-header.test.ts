// The header reader: every format's size and orientation, and a plain refusal of whatever else comes along.

import '../support/sharp-wasm';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { PictureError, type PictureProblem } from '../../src/core/media/picture-error';
import { checkPicture, readPictureHeader, type PictureFormat } from '../../src/core/media/picture-header';
import { loadSharp } from '../../src/core/media/sharp';
import { picture, quarters } from '../support/pictures';

const formats: readonly PictureFormat[] = ['png', 'jpeg', 'gif', 'webp', 'avif', 'tiff'];
const samples = new Map<string, Buffer>();

function sample(name: string): Buffer {
  const bytes = samples.get(name);
  if (!bytes) throw new Error(`no sample ${name}`);
  return bytes;
}

function problemOf(bytes: Uint8Array): PictureProblem | undefined {
  const reading = readPictureHeader(bytes);
  return reading.ok ? undefined : reading.problem;
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

beforeAll(async () => {
  const sharp = await loadSharp();
  const base = await (await picture(quarters(60, 40), 60, 40)).png().toBuffer();
  for (const format of formats) samples.set(format, await sharp(base).toFormat(format).toBuffer());
  samples.set('webp lossless', await sharp(base).webp({ lossless: true }).toBuffer());
  samples.set('webp with alpha', await sharp(base).ensureAlpha(0.5).webp().toBuffer());
  samples.set('progressive jpeg', await sharp(base).jpeg({ progressive: true }).toBuffer());
  samples.set('tiled bigtiff', await sharp(base).tiff({ tile: true, bigtiff: true }).toBuffer());
});

describe('a header is read without decoding', () => {
  test.each([...formats, 'webp lossless', 'webp with alpha', 'progressive jpeg', 'tiled bigtiff'])('%s', name => {
    expect(readPictureHeader(sample(name))).toMatchObject({
      ok: true,
      header: { width: 60, height: 40, orientation: 1 },
    });
  });

  test.each(formats)('the format of %s comes from its bytes', format => {
    expect(readPictureHeader(sample(format))).toMatchObject({ ok: true, header: { format } });
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'EXIF orientation %i is read from JPEG, PNG, WebP and TIFF',
    async orientation => {
      const sharp = await loadSharp();
      for (const format of ['jpeg', 'png', 'webp', 'tiff'] as const) {
        const bytes = await sharp(sample('png')).withMetadata({ orientation }).toFormat(format).toBuffer();
        const [width, height] = orientation >= 5 ? [40, 60] : [60, 40];
        expect(readPictureHeader(bytes), format).toEqual({ ok: true, header: { format, width, height, orientation } });
      }
    },
  );

  test('it reads a view into a larger buffer', () => {
    const inside = Buffer.concat([Buffer.alloc(13), sample('jpeg'), Buffer.alloc(7)]).subarray(
      13,
      13 + sample('jpeg').length,
    );
    expect(readPictureHeader(inside)).toMatchObject({ ok: true, header: { width: 60, height: 40 } });
  });

  test('a JPEG keeps its size when a camera put padding or a video behind it', () => {
    const padded = Buffer.concat([sample('jpeg'), Buffer.alloc(5000), Buffer.from('....ftypmp42')]);
    expect(readPictureHeader(padded)).toMatchObject({ ok: true, header: { width: 60, height: 40 } });
  });

  test('damaged EXIF is no reason to refuse a picture', async () => {
    const sharp = await loadSharp();
    const bytes = await sharp(sample('png')).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const exif = bytes.indexOf('Exif\0\0') + 6;
    bytes.fill(0xff, exif + 2, exif + 12);
    expect(readPictureHeader(bytes)).toMatchObject({ ok: true, header: { orientation: 1 } });
  });
});

describe('a picture that would burst memory is refused by its header', () => {
  test('png', () => {
    const bomb = Buffer.from(sample('png'));
    bomb.writeUInt32BE(50_000, 16);
    bomb.writeUInt32BE(50_000, 20);
    expect(problemOf(bomb)).toEqual({ reason: 'tooManyPixels', width: 50_000, height: 50_000 });
  });

  test('png with the largest sides that it can name', () => {
    const bomb = Buffer.from(sample('png'));
    bomb.writeUInt32BE(0xffffffff, 16);
    bomb.writeUInt32BE(0xffffffff, 20);
    expect(problemOf(bomb)?.reason).toBe('tooManyPixels');
  });

  test('jpeg', () => {
    const bomb = Buffer.from(sample('jpeg'));
    const frame = bomb.indexOf(Buffer.from([0xff, 0xc0]));
    bomb.writeUInt16BE(50_000, frame + 5);
    bomb.writeUInt16BE(50_000, frame + 7);
    expect(problemOf(bomb)).toEqual({ reason: 'tooManyPixels', width: 50_000, height: 50_000 });
  });

  test('gif', () => {
    const bomb = Buffer.from(sample('gif'));
    bomb.writeUInt16LE(50_000, 6);
    bomb.writeUInt16LE(50_000, 8);
    expect(problemOf(bomb)).toEqual({ reason: 'tooManyPixels', width: 50_000, height: 50_000 });
  });

  test('webp', () => {
    const bomb = Buffer.from(sample('webp with alpha'));
    bomb.writeUIntLE(49_999, 24, 3);
    bomb.writeUIntLE(49_999, 27, 3);
    expect(problemOf(bomb)).toEqual({ reason: 'tooManyPixels', width: 50_000, height: 50_000 });
  });

  test('avif', () => {
    const bomb = Buffer.from(sample('avif'));
    const size = bomb.indexOf('ispe') + 8;
    bomb.writeUInt32BE(50_000, size);
    bomb.writeUInt32BE(50_000, size + 4);
    expect(problemOf(bomb)).toEqual({ reason: 'tooManyPixels', width: 50_000, height: 50_000 });
  });

  test('exactly 100 megapixels pass, one row more does not', () => {
    const large = Buffer.from(sample('png'));
    large.writeUInt32BE(10_000, 16);
    large.writeUInt32BE(10_000, 20);
    expect(problemOf(large)).toBeUndefined();
    large.writeUInt32BE(10_001, 20);
    expect(problemOf(large)?.reason).toBe('tooManyPixels');
  });
});

describe('what is not a picture that can be animated is named for what it is', () => {
  test.each<[string, Uint8Array, PictureProblem['reason']]>([
    ['nothing', new Uint8Array(), 'empty'],
    ['one byte', Uint8Array.of(0x89), 'notAPicture'],
    ['text', text('This is not a picture, whatever its name says.'), 'notAPicture'],
    ['text that begins like a BMP', text('BMW builds cars and motorcycles.'), 'notAPicture'],
    ['HTML', text('<!DOCTYPE html><html></html>'), 'notAPicture'],
    ['a zip', Buffer.from('504b0304140000000800', 'hex'), 'notAPicture'],
    ['an MP4', Buffer.concat([Buffer.from([0, 0, 0, 24]), text('ftypmp42....isommp42')]), 'notAPicture'],
    ['SVG', text('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'svg'],
    ['SVG after a prolog', text('\ufeff<?xml version="1.0"?>\n<!-- drawn by hand -->\n<svg width="9"/>'), 'svg'],
    ['BMP', Buffer.concat([text('BM'), Buffer.from([1, 2, 3, 4, 0, 0, 0, 0, 54, 0, 0, 0])]), 'otherFormat'],
    ['HEIC', Buffer.concat([Buffer.from([0, 0, 0, 24]), text('ftypheic\0\0\0\0mif1heic')]), 'otherFormat'],
    ['PDF', text('%PDF-1.7\n'), 'otherFormat'],
    ['Photoshop', text('8BPS\0\x01'), 'otherFormat'],
  ])('%s', (_, bytes, reason) => {
    expect(problemOf(bytes)?.reason).toBe(reason);
  });

  test('the sentence names the file and the next step', () => {
    const refuse = (bytes: Uint8Array, name: string): PictureError => {
      try {
        checkPicture(bytes, name, 1080);
      } catch (error) {
        if (error instanceof PictureError) return error;
      }
      throw new Error('not refused');
    };
    expect(refuse(text('hello'), 'hero.png')).toMatchObject({
      code: 'picture-unreadable',
      message: '“hero.png” is not a picture that can be animated. Choose a PNG, JPEG, WebP, AVIF, GIF or TIFF file.',
    });
    expect(refuse(text('%PDF-1.7\n'), 'a.png').message).toContain('“a.png” is a PDF file');
    expect(refuse(text('<svg/>'), 'a.svg').message).toContain('Export it as PNG');
    expect(refuse(text('hello'), 'a\nb\u202egnp.exe').message).toContain('“a b gnp.exe”');
    expect(refuse(text('hello'), `${'x'.repeat(500)}.png`).message.length).toBeLessThan(200);
  });
});

describe('sizes that no clip can be made of', () => {
  const sized = (width: number, height: number): Buffer => {
    const bytes = Buffer.from(sample('png'));
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  };

  test.each([
    [1, 1, 'tooSmall'],
    [15, 400, 'tooSmall'],
    [1, 5000, 'tooSmall'],
    [0, 40, 'damaged'],
    [16, 16, undefined],
  ])('%i × %i: %s', (width, height, reason) => {
    expect(problemOf(sized(width, height))?.reason).toBe(reason);
  });

  test('a strip that would be thinner than 16 pixels once it is sent', () => {
    expect(() => checkPicture(sized(20, 5000), 'strip.png', 1080)).toThrow('too long and narrow');
    expect(checkPicture(sized(80, 5000), 'strip.png', 1080)).toMatchObject({ width: 80, height: 5000 });
  });
});

describe('garbage never gets through as an exception', () => {
  test('random bytes after every signature', () => {
    const starts = [
      '89504e470d0a1a0a',
      'ffd8ff',
      '474946383961',
      '52494646',
      '49492a00',
      '4d4d002b',
      '0000001c66747970617669660000',
    ];
    fc.assert(
      fc.property(fc.constantFrom('', ...starts), fc.uint8Array({ maxLength: 300 }), (start, rest) => {
        readPictureHeader(Buffer.concat([Buffer.from(start, 'hex'), rest]));
      }),
      { numRuns: 5000 },
    );
  });

  test('real headers with bytes changed and ends cut off', () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        fc.constantFrom(...samples.keys()),
        fc.array(change, { maxLength: 6 }),
        fc.nat(),
        (name, changes, cut) => {
          const bytes = Buffer.from(sample(name));
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const reading = readPictureHeader(bytes.subarray(0, bytes.length - (cut % bytes.length)));
          if (reading.ok) expect(reading.header.width * reading.header.height).toBeLessThanOrEqual(100_000_000);
        },
      ),
      { numRuns: 5000 },
    );
  });

  test.each(['png', 'jpeg', 'gif', 'webp', 'avif'])('%s cut off anywhere is refused by its header already', name => {
    for (let length = 16; length < sample(name).length; length++) {
      expect(problemOf(sample(name).subarray(0, length)), `${length} bytes`).toEqual({ reason: 'damaged' });
    }
  });
});
