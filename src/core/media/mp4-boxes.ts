// The boxes of an MP4 (ISO/IEC 14496-12, 4.2), read defensively through a small window of the file.

/** A file of which parts are read. `read` gives fewer bytes only at the end. */
export interface RandomAccess {
  readonly size: number;
  read(position: number, length: number): Promise<Uint8Array>;
}

/** A box: its header begins at `start`, its content at `content`, and the next one at `end`. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

/** The file breaks a rule of its format. Never leaves the reader: it becomes a sentence. */
export class BrokenMp4 extends Error {
  constructor(readonly kind: 'truncated' | 'nonsense') {
    super(kind);
  }
}

const windowBytes = 65536;

/** Reads pieces of a file, keeping one window of 64 kB so that headers cost no call each. */
export class Mp4Window {
  private bytes: Uint8Array = new Uint8Array(0);
  private from = 0;

  constructor(private readonly source: RandomAccess) {}

  get size(): number {
    return this.source.size;
  }

  /** Exactly `length` bytes, at most 64 kB. @throws BrokenMp4 where the file ends before. */
  async view(position: number, length: number): Promise<DataView> {
    if (position < 0 || length > windowBytes) throw new BrokenMp4('nonsense');
    if (position + length > this.source.size) throw new BrokenMp4('truncated');
    if (position < this.from || position + length > this.from + this.bytes.length) {
      this.from = position;
      this.bytes = await this.source.read(position, Math.min(windowBytes, this.source.size - position));
      if (this.bytes.length < length) throw new BrokenMp4('truncated');
    }
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + position - this.from, length);
  }
}

/** The four letters of a box type or codec; undefined where they are not printable. */
export function fourLetters(view: DataView, at: number): string | undefined {
  let word = '';
  for (let index = 0; index < 4; index++) {
    const code = view.getUint8(at + index);
    // 0xA9, the copyright sign, begins the names of some old metadata boxes.
    if ((code < 0x20 || code > 0x7e) && code !== 0xa9) return undefined;
    word += String.fromCharCode(code);
  }
  return word;
}

/** A 64-bit number. @throws BrokenMp4 beyond 2^53 */
export function uint64(view: DataView, at: number): number {
  const value = view.getUint32(at) * 4294967296 + view.getUint32(at + 4);
  if (!Number.isSafeInteger(value)) throw new BrokenMp4('nonsense');
  return value;
}

/** The box at `start`, which must end at `limit` at the latest. Size 0 means "to the end" (4.2.2). @throws BrokenMp4 */
export async function boxAt(file: Mp4Window, start: number, limit: number): Promise<Box> {
  if (start + 8 > limit) throw new BrokenMp4('truncated');
  const head = await file.view(start, 8);
  const type = fourLetters(head, 4);
  if (type === undefined) throw new BrokenMp4('nonsense');
  let size = head.getUint32(0);
  let header = 8;
  if (size === 1) {
    if (start + 16 > limit) throw new BrokenMp4('truncated');
    header = 16;
    size = uint64(await file.view(start + 8, 8), 0);
  } else if (size === 0) {
    size = limit - start;
  }
  if (size < header) throw new BrokenMp4('nonsense');
  if (start + size > limit) throw new BrokenMp4('truncated');
  return { type, start, content: start + header, end: start + size };
}

/** The boxes between two positions, which they must fill exactly. @throws BrokenMp4, also above `most` boxes */
export async function boxesIn(file: Mp4Window, start: number, end: number, most = 1000): Promise<Box[]> {
  const boxes: Box[] = [];
  let position = start;
  while (position < end) {
    if (boxes.length >= most) throw new BrokenMp4('nonsense');
    const box = await boxAt(file, position, end);
    boxes.push(box);
    position = box.end;
  }
  return boxes;
}

/** The content of a small box, at most `most` bytes of it. @throws BrokenMp4 where it is shorter than `least` */
export async function contentOf(file: Mp4Window, box: Box, least: number, most = least): Promise<DataView> {
  const length = Math.min(box.end - box.content, most);
  if (length < least) throw new BrokenMp4('nonsense');
  return file.view(box.content, length);
}
