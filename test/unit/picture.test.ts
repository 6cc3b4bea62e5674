// What becomes of a picture on its way to a service: size, colours, orientation, and nothing of its owner's.

import '../support/sharp-wasm';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { preparePicture, type PreparedPicture } from '../../src/core/media/picture';
import { readPictureHeader } from '../../src/core/media/picture-header';
import { encodeToFit } from '../../src/core/media/picture-quality';
import { loadSharp, type Sharp } from '../../src/core/media/sharp';
import { corners, hardNoise, picture, pixelAt, pixels, quarters, segments, type Colour } from '../support/pictures';

// WebAssembly on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let sharp: Sharp;
let png: Buffer;

beforeAll(async () => {
  sharp = await loadSharp();
  png = await (await picture(quarters(160, 96), 160, 96)).png().toBuffer();
});

async function expectColour(jpeg: Uint8Array, x: number, y: number, colour: Colour, within = 24): Promise<void> {
  const found = await pixelAt(jpeg, x, y);
  const away = Math.max(...found.map((value, channel) => Math.abs(value - (colour[channel] ?? 0))));
  expect(away, `${found.join()} at ${x}, ${y} instead of ${colour.join()}`).toBeLessThanOrEqual(within);
}

async function expectUpright({ jpeg }: PreparedPicture, within?: number): Promise<void> {
  await expectColour(jpeg, 0.25, 0.25, corners.topLeft, within);
  await expectColour(jpeg, 0.75, 0.25, corners.topRight, within);
  await expectColour(jpeg, 0.25, 0.75, corners.bottomLeft, within);
  await expectColour(jpeg, 0.75, 0.75, corners.bottomRight, within);
}

describe('every format that is offered arrives as the same upright JPEG', () => {
  test.each(['png', 'jpeg', 'webp', 'avif', 'gif', 'tiff'] as const)('%s', async format => {
    const prepared = await preparePicture(await sharp(png).toFormat(format).toBuffer(), `a.${format}`);
    expect(prepared).toMatchObject({ width: 160, height: 96 });
    expect(readPictureHeader(prepared.jpeg)).toMatchObject({
      ok: true,
      header: { format: 'jpeg', width: 160, height: 96 },
    });
    // AVIF and WebP blur the colours of neighbours.
    await expectUpright(prepared, 40);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i is applied', async orientation => {
    for (const format of ['jpeg', 'png', 'webp', 'tiff'] as const) {
      const prepared = await preparePicture(await (await oriented(orientation)).toFormat(format).toBuffer(), 'a');
      expect(prepared, format).toMatchObject({ width: 160, height: 96 });
      await expectUpright(prepared, 40);
    }
  });

  test('a rotated AVIF', async () => {
    const bytes = await sharp(png).rotate(90).avif().toBuffer();
    expect(await preparePicture(bytes, 'a.avif')).toMatchObject({ width: 96, height: 160 });
  });

  test('a view into a larger buffer', async () => {
    const inside = Buffer.concat([Buffer.alloc(13), png, Buffer.alloc(7)]).subarray(13, 13 + png.length);
    await expectUpright(await preparePicture(inside, 'a.png'));
  });
});

/** The quarters, stored so that the orientation turns them upright again. */
async function oriented(orientation: number) {
  const turn = { 3: 180, 4: 180, 5: 90, 6: 270, 7: 270, 8: 90 }[orientation] ?? 0;
  const turned = await sharp(png).rotate(turn).png().toBuffer();
  const stored = await sharp(turned).flop([2, 4, 5, 7].includes(orientation)).png().toBuffer();
  return sharp(stored).withMetadata({ orientation });
}

describe('nothing leaves the machine but the picture', () => {
  const secrets = ['CANARYMAKER', 'CANARYXMP', '52/1', 'Exif', 'http://ns.adobe.com', 'ICC_PROFILE', 'Photoshop'];

  test.each(['jpeg', 'png', 'webp', 'tiff', 'avif'] as const)('%s: no EXIF, GPS, XMP or ICC', async format => {
    const bytes = await sharp(png)
      .withExif({ IFD0: { Make: 'CANARYMAKER' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><CANARYXMP/></x:xmpmeta>')
      .withIccProfile('p3')
      .toFormat(format)
      .toBuffer();
    // In TIFF sharp writes no EXIF of ours, but the rest.
    expect(bytes.includes(format === 'tiff' ? 'CANARYXMP' : 'CANARYMAKER'), 'there is something to drop').toBe(true);
    const { jpeg } = await preparePicture(bytes, `holiday.${format}`);
    for (const secret of secrets) expect(Buffer.from(jpeg).includes(secret), secret).toBe(false);
    expect(segments(jpeg)).toEqual(['db', 'c0', 'c4', 'da']);
    const { exif, xmp, icc, iptc, orientation } = await sharp(jpeg).metadata();
    expect({ exif, xmp, icc, iptc, orientation }).toEqual({});
  });
});

describe('colours arrive as 8-bit sRGB', () => {
  test('transparency is laid on white', async () => {
    const half = await sharp(png).ensureAlpha(0).png().toBuffer();
    await expectColour((await preparePicture(half, 'a.png')).jpeg, 0.25, 0.25, [255, 255, 255]);
    const webp = await sharp(png).ensureAlpha(0.5).webp({ lossless: true }).toBuffer();
    await expectColour((await preparePicture(webp, 'a.webp')).jpeg, 0.25, 0.25, [255, 127, 127]);
  });

  test('16 bits a channel, with and without transparency', async () => {
    const deep = await sharp(png).toColourspace('rgb16').png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    await expectUpright(await preparePicture(deep, 'deep.png'));
    const clear = await sharp(deep).ensureAlpha(0).toColourspace('rgb16').png().toBuffer();
    expect((await sharp(clear).metadata()).depth).toBe('ushort');
    await expectColour((await preparePicture(clear, 'deep.png')).jpeg, 0.25, 0.25, [255, 255, 255]);
  });

  test.each(['jpeg', 'tiff'] as const)('CMYK in %s', async format => {
    const bytes = await sharp(png).toColourspace('cmyk').toFormat(format).toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    const prepared = await preparePicture(bytes, `print.${format}`);
    expect((await sharp(prepared.jpeg).metadata()).space).toBe('srgb');
    // What inks make of pure red, green, blue and black.
    await expectColour(prepared.jpeg, 0.25, 0.25, [232, 0, 0]);
    await expectColour(prepared.jpeg, 0.75, 0.25, [191, 207, 0]);
    await expectColour(prepared.jpeg, 0.25, 0.75, [28, 60, 139]);
    await expectColour(prepared.jpeg, 0.75, 0.75, [10, 5, 0]);
  });

  test('grey, with and without transparency, becomes three channels', async () => {
    for (const grey of [sharp(png).greyscale(), sharp(png).greyscale().ensureAlpha(1)]) {
      const { jpeg } = await preparePicture(await grey.png().toBuffer(), 'grey.png');
      expect((await sharp(jpeg).metadata()).channels).toBe(3);
      await expectColour(jpeg, 0.75, 0.75, [0, 0, 0]);
    }
  });

  test('a palette with transparency', async () => {
    const bytes = await sharp(png).ensureAlpha(1).png({ palette: true }).toBuffer();
    await expectUpright(await preparePicture(bytes, 'palette.png'));
  });

  test('a wide-gamut profile is converted, not just dropped', async () => {
    const wide = await sharp(
      pixels(64, 64, () => [200, 60, 60]),
      { raw: { width: 64, height: 64, channels: 3 } },
    )
      .withIccProfile('p3')
      .png()
      .toBuffer();
    await expectColour((await preparePicture(wide, 'wide.png')).jpeg, 0.5, 0.5, [200, 60, 60], 8);
  });
});

test.each(['gif', 'webp'] as const)('of an animated %s the first frame is taken', async format => {
  const second = await sharp(png).negate().png().toBuffer();
  const third = await sharp(png).greyscale().png().toBuffer();
  const bytes = await sharp([png, second, third], { join: { animated: true } })
    .toFormat(format)
    .toBuffer();
  expect((await sharp(bytes).metadata()).pages).toBe(3);
  const prepared = await preparePicture(bytes, `a.${format}`);
  expect(prepared).toMatchObject({ width: 160, height: 96 });
  await expectUpright(prepared, 40);
});

describe('size', () => {
  test.each([
    [2160, 1080, 1080, 540],
    [700, 2100, 360, 1080],
    [1081, 1080, 1080, 1079],
    [1080, 1080, 1080, 1080],
    [64, 16, 64, 16],
    [5000, 100, 1080, 22],
  ])('%i × %i is sent as %i × %i', async (width, height, newWidth, newHeight) => {
    const bytes = await (await picture(quarters(width, height), width, height)).png().toBuffer();
    expect(await preparePicture(bytes, 'a.png')).toMatchObject({ width: newWidth, height: newHeight });
  });

  test('another long edge may be asked for', async () => {
    expect(await preparePicture(png, 'a.png', { maxLongEdge: 80 })).toMatchObject({ width: 80, height: 48 });
  });

  test('the hardest noise is brought under a million bytes, and under 400,000 when a service asks for less', async () => {
    const noise = await (await picture(hardNoise(1080, 1080), 1080, 1080)).png({ compressionLevel: 1 }).toBuffer();
    const usual = await preparePicture(noise, 'noise.png');
    expect(usual.jpeg.byteLength).toBeLessThanOrEqual(1_000_000);
    expect(usual.jpeg.byteLength).toBeGreaterThan(800_000);
    const smaller = await preparePicture(noise, 'noise.png', { maxBytes: 400_000 });
    expect(smaller).toMatchObject({ width: 1080, height: 1080 });
    expect(smaller.jpeg.byteLength).toBeLessThanOrEqual(400_000);
    await expect(preparePicture(noise, 'noise.png', { maxBytes: 9000 })).rejects.toThrow(
      '“noise.png” cannot be compressed to 9 kB.',
    );
  });

  test.each([1_000_000, 700_000, 400_000, 250_000])('noise fits into %i bytes within three encodes', async maxBytes => {
    const data = hardNoise(1080, 1080);
    let encodes = 0;
    const found = await encodeToFit(async quality => {
      encodes++;
      return (await picture(data, 1080, 1080)).jpeg({ quality }).toBuffer();
    }, maxBytes);
    expect(found?.byteLength).toBeLessThanOrEqual(maxBytes);
    expect(encodes).toBeLessThanOrEqual(3);
  });

  test('the same picture gives the same bytes', async () => {
    const bytes = await (await picture(hardNoise(1200, 700), 1200, 700)).jpeg({ quality: 95 }).toBuffer();
    const first = await preparePicture(bytes, 'a.jpg');
    expect(Buffer.from(first.jpeg).equals((await preparePicture(bytes, 'a.jpg')).jpeg)).toBe(true);
  });

  test('the JPEG owns its memory, so that it can be transferred', async () => {
    const { jpeg } = await preparePicture(png, 'a.png');
    expect(jpeg.buffer.byteLength).toBe(jpeg.byteLength);
  });
});

describe('a picture that is cut off is refused with its name', () => {
  const formats = [
    'jpeg',
    'progressive jpeg',
    'png',
    'interlaced png',
    'gif',
    'webp',
    'lossless webp',
    'avif',
    'tiff',
    'lzw tiff',
  ];

  test.each(formats)('%s', async name => {
    const bytes = await encoded(name);
    await expect(preparePicture(bytes, 'whole')).resolves.toBeDefined();
    const cuts = [
      1,
      2,
      3,
      7,
      12,
      20,
      40,
      ...Array.from({ length: 23 }, (_, part) => Math.floor((bytes.length * (part + 1)) / 24)),
    ];
    for (const cut of cuts) {
      const promise = preparePicture(bytes.subarray(0, bytes.length - cut), 'hero.bin');
      await expect(promise, `${cut} of ${bytes.length} bytes missing`).rejects.toMatchObject({
        code: 'picture-unreadable',
        message: expect.stringContaining('“hero.bin” is cut off or damaged'),
      });
    }
  });

  async function encoded(name: string): Promise<Buffer> {
    const data = hardNoise(160, 96);
    const source = (await picture(data, 160, 96)).blur(1);
    const kind = name.split(' ').at(-1) as 'jpeg' | 'png' | 'gif' | 'webp' | 'avif' | 'tiff';
    if (name === 'lossless webp') return source.webp({ lossless: true }).toBuffer();
    if (name === 'lzw tiff') return source.tiff({ compression: 'lzw' }).toBuffer();
    if (name === 'progressive jpeg') return source.jpeg({ progressive: true }).toBuffer();
    if (name === 'interlaced png') return source.png({ progressive: true }).toBuffer();
    return source.toFormat(kind).toBuffer();
  }
});

test('a header whose pixels never come is refused, and the next picture is read all the same', async () => {
  const fake = Buffer.concat([png.subarray(0, 33), png.subarray(-12)]);
  await expect(preparePicture(fake, 'fake.png')).rejects.toThrow('“fake.png” is cut off or damaged');
  await expect(preparePicture(Buffer.from('hello'), 'text.png')).rejects.toThrow('not a picture that can be animated');
  await expect(preparePicture(png, 'a.png')).resolves.toMatchObject({ width: 160 });
});
