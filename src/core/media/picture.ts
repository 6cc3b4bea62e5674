// Makes a first frame ready to send: an upright sRGB JPEG of limited size, with nothing in it but the picture.

import { PictureError, pictureError, type PictureProblem } from './picture-error';
import { checkPicture, maxPixels } from './picture-header';
import { encodeToFit } from './picture-quality';
import { loadSharp, type Sharp } from './sharp';

export interface PictureOptions {
  /** Pixels; default 1080. */
  readonly maxLongEdge?: number;
  /** Bytes of JPEG, before base64; default 1,000,000. Smaller answers a 413. */
  readonly maxBytes?: number;
}

export interface PreparedPicture {
  readonly jpeg: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/**
 * Prepares a PNG, JPEG, WebP, AVIF, GIF or TIFF (first frame or page): orientation applied, every kind of metadata dropped (also where it was
 * taken), colours in 8-bit sRGB, transparency on white, never enlarged. Takes the processor for a while: call it in a worker thread.
 * The same bytes give the same JPEG.
 * @throws PictureError with a sentence that names the file
 */
export async function preparePicture(
  bytes: Uint8Array,
  name: string,
  options: PictureOptions = {},
): Promise<PreparedPicture> {
  const { maxLongEdge = 1080, maxBytes = 1_000_000 } = options;
  checkPicture(bytes, name, maxLongEdge);
  const sharp = await loadSharp().catch((error: unknown) => {
    throw pictureError({ reason: 'sharpMissing', detail: firstLine(error) }, name);
  });
  try {
    const pixels = await decode(sharp, bytes, maxLongEdge);
    const jpeg = await encodeToFit(quality => encode(sharp, pixels, quality), maxBytes);
    if (!jpeg) throw pictureError({ reason: 'incompressible', limit: maxBytes }, name);
    // sharp's bytes lie in the WebAssembly memory; a copy can be kept and transferred.
    return { jpeg: new Uint8Array(jpeg), width: pixels.width, height: pixels.height };
  } catch (error) {
    if (error instanceof PictureError) throw error;
    throw pictureError(problemOf(error), name);
  }
}

/** sharp says what is wrong with a picture by a plain Error; anything else is a fault of the library, whose memory cannot be trusted any more. */
function problemOf(error: unknown): PictureProblem {
  // libheif's words and everybody else's: the WebAssembly memory ends at 2 GB.
  if (/memory allocation error|out of memory/i.test(String(error))) return { reason: 'outOfMemory' };
  if (Object.getPrototypeOf(error) === Error.prototype) return { reason: 'damaged' };
  return { reason: 'crashed', detail: firstLine(error) };
}

/** Decoded once, at the size that is sent; JPEG and WebP are made smaller while they load. */
async function decode(sharp: Sharp, bytes: Uint8Array, maxLongEdge: number): Promise<Pixels> {
  const { data, info } = await sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', pages: 1 })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize({ width: maxLongEdge, height: maxLongEdge, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`${info.channels} channels`);
  return { data, width: info.width, height: info.height };
}

function encode(sharp: Sharp, { data, width, height }: Pixels, quality: number): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
