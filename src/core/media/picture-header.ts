// Looks at a picture's header before anything decodes it: format, size, and whether it can be used at all.

import { brands, readAvif } from './picture-avif';
import { pictureError, type PictureProblem } from './picture-error';
import { ascii, readGif, readJpeg, readPng, readTiff, readWebp, type StoredSize } from './picture-formats';

export type PictureFormat = 'png' | 'jpeg' | 'gif' | 'webp' | 'avif' | 'tiff';

export interface PictureHeader {
  readonly format: PictureFormat;
  /** Pixels as shown: orientation applied. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1 to 8; for AVIF the rotation of the primary item. */
  readonly orientation: number;
}

/** A header that can be decoded, or what speaks against it. */
export type HeaderReading =
  { readonly ok: true; readonly header: PictureHeader } | { readonly ok: false; readonly problem: PictureProblem };

/** Pixels above which no picture is decoded. */
export const maxPixels = 100_000_000;
/** Bytes above which no file is read. */
export const maxFileBytes = 200_000_000;
/** Pixels that each side needs. */
export const minEdge = 16;

const readers: Readonly<Record<PictureFormat, (view: DataView) => StoredSize>> = {
  png: readPng,
  jpeg: readJpeg,
  gif: readGif,
  webp: readWebp,
  avif: readAvif,
  tiff: readTiff,
};

/** Reads the header of a whole file without decoding it. Never throws. */
export function readPictureHeader(bytes: Uint8Array): HeaderReading {
  if (bytes.byteLength === 0) return { ok: false, problem: { reason: 'empty' } };
  if (bytes.byteLength > maxFileBytes) return { ok: false, problem: { reason: 'tooManyBytes', limit: maxFileBytes } };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const kind = sniff(view);
    return typeof kind === 'string' ? judge(kind, readers[kind](view)) : { ok: false, problem: kind };
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, problem: { reason: 'damaged' } };
    throw error;
  }
}

/**
 * The header of a picture that can be sent with a long edge of at most `maxLongEdge` pixels.
 * @throws PictureError with a sentence that names the file
 */
export function checkPicture(bytes: Uint8Array, name: string, maxLongEdge: number): PictureHeader {
  const reading = readPictureHeader(bytes);
  if (!reading.ok) throw pictureError(reading.problem, name);
  const { width, height } = reading.header;
  const shortEdge = Math.min(width, height) * Math.min(1, maxLongEdge / Math.max(width, height));
  if (shortEdge < minEdge) throw pictureError({ reason: 'tooNarrow', width, height }, name);
  return reading.header;
}

function judge(format: PictureFormat, stored: StoredSize): HeaderReading {
  const turned = stored.orientation >= 5;
  const [width, height] = turned ? [stored.height, stored.width] : [stored.width, stored.height];
  if (width === 0 || height === 0) return { ok: false, problem: { reason: 'damaged' } };
  if (width * height > maxPixels) return { ok: false, problem: { reason: 'tooManyPixels', width, height } };
  if (Math.min(width, height) < minEdge) return { ok: false, problem: { reason: 'tooSmall', width, height } };
  return { ok: true, header: { format, width, height, orientation: stored.orientation } };
}

/** By the first bytes alone: a name says nothing about what is inside. */
function sniff(view: DataView): PictureFormat | PictureProblem {
  const head = ascii(view, 0, Math.min(16, view.byteLength));
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'gif';
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return 'webp';
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) return 'tiff';
  if (head.startsWith('ftyp', 4)) return sniffBoxes(view);
  if (/^\s*(<\?xml|<!--|<!DOCTYPE|<svg)/i.test(head.replace('\xef\xbb\xbf', '')) && isSvg(view))
    return { reason: 'svg' };
  // Two letters are not enough: text may begin with them.
  if (head.startsWith('BM') && head.startsWith('\0\0\0\0', 6)) return { reason: 'otherFormat', format: 'BMP' };
  const other = otherFormats.find(([, start]) => head.startsWith(start));
  return other ? { reason: 'otherFormat', format: other[0] } : { reason: 'notAPicture' };
}

function sniffBoxes(view: DataView): PictureFormat | PictureProblem {
  const found = brands(view);
  if (found.some(brand => brand === 'avif' || brand === 'avis')) return 'avif';
  if (found.some(brand => /^(hei|hev)/.test(brand))) return { reason: 'otherFormat', format: 'HEIC' };
  return { reason: 'notAPicture' };
}

function isSvg(view: DataView): boolean {
  return /<svg[\s/>]/i.test(ascii(view, 0, Math.min(4096, view.byteLength)));
}

/** Pictures that people have and that cannot be read here, so that the refusal can say what it is. */
const otherFormats: readonly (readonly [name: string, start: string])[] = [
  ['ICO', '\0\0\x01\0'],
  ['Photoshop', '8BPS'],
  ['JPEG XL', '\xff\x0a'],
  ['JPEG XL', '\0\0\0\x0cJXL '],
  ['JPEG 2000', '\0\0\0\x0cjP  '],
  ['PDF', '%PDF-'],
];
