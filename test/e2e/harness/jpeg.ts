// A JPEG reader that shares no code with the product: what a picture measures, and which metadata it carries.

export interface JpegFacts {
  readonly width: number;
  readonly height: number;
  /** Markers of metadata (EXIF, XMP, ICC, IPTC, comments, …) as they stand; JFIF's own is none. */
  readonly metadata: readonly string[];
}

/** Reads a whole JPEG. @throws where it is none, or not whole */
export function readJpeg(file: Buffer): JpegFacts {
  if (file.readUInt16BE(0) !== 0xffd8 || file.readUInt16BE(file.length - 2) !== 0xffd9) {
    throw new Error('That is no whole JPEG.');
  }
  const metadata: string[] = [];
  let size = { width: 0, height: 0 };
  for (let at = 2; file[at + 1] !== 0xda; at += 2 + file.readUInt16BE(at + 2)) {
    const marker = file.readUInt16BE(at);
    if (marker === 0xfffe || (marker > 0xffe0 && marker <= 0xffef)) metadata.push(marker.toString(16));
    if ([0xffc0, 0xffc1, 0xffc2].includes(marker)) {
      size = { width: file.readUInt16BE(at + 7), height: file.readUInt16BE(at + 5) };
    }
  }
  return { ...size, metadata };
}

/** The same picture with an EXIF block that names a camera. */
export function withCamera(jpeg: Buffer, camera: string): Buffer {
  const name = Buffer.from(`${camera}\0`);
  // Little-endian TIFF with one entry: tag 0x010f (Make), type 2 (text), its bytes behind the directory.
  const tiff = Buffer.alloc(26);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(0x010f, 10);
  tiff.writeUInt16LE(2, 12);
  tiff.writeUInt32LE(name.length, 14);
  tiff.writeUInt32LE(26, 18);
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, name]);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(0xffe1, 0);
  head.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
}
