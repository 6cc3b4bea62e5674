// Size and orientation out of the headers of PNG, JPEG, GIF, WebP and TIFF, without decoding.
// A read past the end throws DataView's RangeError: for the caller that is a picture that was cut off.

/** As stored; an EXIF orientation of 5 to 8 swaps the sides when it is shown. */
export interface StoredSize {
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number;
}

/** Thrown where the bytes contradict the format. */
export class BadHeader extends RangeError {}

/** PNG specification, 5.3 and 11.2.2: chunks of length, type, data and checksum; IHDR comes first. */
export function readPng(view: DataView): StoredSize {
  if (ascii(view, 12, 4) !== 'IHDR') throw new BadHeader('no IHDR');
  let orientation = 1;
  for (let at = 8; ; at += 12 + view.getUint32(at)) {
    const type = ascii(view, at + 4, 4);
    if (type === 'eXIf') orientation = orientationIn(view, at + 8, view.getUint32(at));
    // Its checksum has to be there too, else the last bytes were lost.
    if (type === 'IEND' && view.getUint32(at + 8) >= 0) break;
  }
  return { width: view.getUint32(16), height: view.getUint32(20), orientation };
}

/** ITU-T T.81, annex B: segments up to the frame header; the end-of-image marker must come somewhere after it. */
export function readJpeg(view: DataView): StoredSize {
  let orientation: number | undefined;
  for (let at = 2; ;) {
    while (view.getUint8(at) !== 0xff || view.getUint8(at + 1) === 0xff) at++;
    const marker = view.getUint8(at + 1);
    // Stuffing, TEM and the restart markers stand alone.
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += 2;
      continue;
    }
    if (marker === 0xd9 || marker === 0xda) throw new BadHeader('no frame header');
    const length = view.getUint16(at + 2);
    if (length < 2) throw new BadHeader('segment length');
    if (marker === 0xe1 && orientation === undefined && ascii(view, at + 4, 6) === 'Exif\0\0') {
      orientation = orientationIn(view, at + 10, length - 8);
    }
    if (isFrameHeader(marker)) {
      const size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7), orientation: orientation ?? 1 };
      if (!endsAfter(view, at)) throw new RangeError('no end-of-image marker');
      return size;
    }
    at += 2 + length;
  }
}

/** SOF0 to SOF15 but for DHT (C4), JPG (C8) and DAC (CC). */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Searched from the end, since cameras put padding and whole videos behind the marker. */
function endsAfter(view: DataView, start: number): boolean {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let at = bytes.lastIndexOf(0xd9); at > start; at = bytes.lastIndexOf(0xd9, at - 1)) {
    if (bytes[at - 1] === 0xff) return true;
  }
  return false;
}

/** GIF89a, 18 to 27. All blocks are walked, so that a file that was cut off in a later frame is noticed. */
export function readGif(view: DataView): StoredSize {
  const colours = (flags: number): number => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  const afterSubBlocks = (from: number): number => {
    let at = from;
    while (view.getUint8(at) !== 0) at += 1 + view.getUint8(at);
    return at + 1;
  };
  for (let at = 13 + colours(view.getUint8(10)); ;) {
    const block = view.getUint8(at);
    if (block === 0x21) at = afterSubBlocks(at + 2);
    else if (block === 0x2c) at = afterSubBlocks(at + 11 + colours(view.getUint8(at + 9)));
    // The trailer; or something unknown, which is left to the decoder.
    else break;
  }
  return { width: view.getUint16(6, true), height: view.getUint16(8, true), orientation: 1 };
}

/** RFC 9649, 2: a RIFF file of VP8, VP8L or VP8X chunks. */
export function readWebp(view: DataView): StoredSize {
  const end = 8 + view.getUint32(4, true);
  if (end > view.byteLength) throw new RangeError('shorter than its RIFF length');
  const type = ascii(view, 12, 4);
  if (type === 'VP8 ') {
    const [width, height] = [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
    return { width, height, orientation: 1 };
  }
  if (type === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff), orientation: 1 };
  }
  if (type !== 'VP8X') throw new BadHeader('first chunk');
  const size24 = (at: number): number => 1 + (view.getUint32(at, true) & 0xffffff);
  return { width: size24(24), height: size24(27), orientation: webpOrientation(view, end) };
}

function webpOrientation(view: DataView, end: number): number {
  // Chunks are padded to even lengths.
  for (let at = 30; at + 8 <= end;) {
    const length = view.getUint32(at + 4, true);
    if (ascii(view, at, 4) === 'EXIF') {
      // Some writers put JPEG's prefix before it.
      const prefix = length >= 6 && ascii(view, at + 8, 6) === 'Exif\0\0' ? 6 : 0;
      return orientationIn(view, at + 8 + prefix, length - prefix);
    }
    at += 8 + length + (length & 1);
  }
  return 1;
}

/** TIFF 6.0, section 2, and BigTIFF: the first directory. */
export function readTiff(view: DataView): StoredSize {
  const tags = readDirectory(view);
  const [width, height] = [tags.get(256), tags.get(257)];
  if (width === undefined || height === undefined) throw new BadHeader('no size');
  return { width, height, orientation: orientationOf(tags) };
}

/** Numbers of the first directory that have one value, by tag. */
function readDirectory(view: DataView): Map<number, number> {
  const little = view.getUint8(0) === 0x49;
  const big = view.getUint16(2, little) === 43;
  const long = (at: number): number => (big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
  const start = long(big ? 8 : 4);
  const count = big ? long(start) : view.getUint16(start, little);
  if (count > 0xffff) throw new BadHeader('directory length');
  const [head, entry, value] = big ? [8, 20, 12] : [2, 12, 8];
  const tags = new Map<number, number>();
  for (let index = 0; index < count; index++) {
    const at = start + head + index * entry;
    const [tag, type] = [view.getUint16(at, little), view.getUint16(at + 2, little)];
    if (long(at + 4) !== 1) continue;
    if (type === 3) tags.set(tag, view.getUint16(at + value, little));
    else if (type === 4) tags.set(tag, view.getUint32(at + value, little));
    else if (type === 16 && big) tags.set(tag, long(at + value));
  }
  return tags;
}

function orientationOf(tags: ReadonlyMap<number, number>): number {
  const value = tags.get(274) ?? 1;
  return value >= 1 && value <= 8 ? value : 1;
}

/** EXIF is a small TIFF of its own. One that is damaged is no reason to refuse the picture. */
function orientationIn(view: DataView, at: number, length: number): number {
  try {
    return orientationOf(readDirectory(new DataView(view.buffer, view.byteOffset + at, length)));
  } catch (error) {
    if (error instanceof RangeError) return 1;
    throw error;
  }
}

/** `length` bytes as characters. @throws RangeError past the end */
export function ascii(view: DataView, at: number, length: number): string {
  return String.fromCharCode(...Array.from({ length }, (_, index) => view.getUint8(at + index)));
}
