// Size out of an AVIF's boxes (ISO/IEC 23008-12, 6 and 9.3): the primary item's ispe, turned by its irot.

import { ascii, BadHeader, type StoredSize } from './picture-formats';

interface Box {
  readonly type: string;
  /** Where its content begins and ends. */
  readonly start: number;
  readonly end: number;
}

/** @throws RangeError where the boxes are cut off or say no size */
export function readAvif(view: DataView): StoredSize {
  const top = boxes(view, 0, view.byteLength);
  // `meta` and the boxes with a version begin with four bytes of version and flags.
  const meta = boxes(view, one(top, 'meta').start + 4, one(top, 'meta').end);
  // The pixels are in an mdat after it, or in an idat inside.
  const data = top.findLast(box => box.type === 'mdat') ?? one(meta, 'idat');
  if (data.end > view.byteLength) throw new RangeError('the pixels are cut off');
  const properties = boxes(view, one(meta, 'iprp').start, one(meta, 'iprp').end);
  const all = boxes(view, one(properties, 'ipco').start, one(properties, 'ipco').end);
  const mine = associated(view, one(properties, 'ipma'), primaryItem(view, meta)).flatMap(
    index => all[index - 1] ?? [],
  );
  const size = one(mine, 'ispe').start + 4;
  const turn = mine.find(box => box.type === 'irot');
  // Quarter turns, anticlockwise: EXIF's 8 and 6 swap the sides in the same way.
  const orientation = [1, 8, 3, 6][turn ? view.getUint8(turn.start) & 3 : 0] ?? 1;
  return { width: view.getUint32(size), height: view.getUint32(size + 4), orientation };
}

/** Brands of the file (`ftyp`), the major one first. */
export function brands(view: DataView): string[] {
  const end = Math.min(view.getUint32(0), view.byteLength, 256);
  const found = [ascii(view, 8, 4)];
  for (let at = 16; at + 4 <= end; at += 4) found.push(ascii(view, at, 4));
  return found;
}

function boxes(view: DataView, from: number, to: number): Box[] {
  const found: Box[] = [];
  for (let at = from; at + 8 <= to;) {
    const short = view.getUint32(at);
    const head = short === 1 ? 16 : 8;
    const length = short === 1 ? Number(view.getBigUint64(at + 8)) : short === 0 ? to - at : short;
    if (length < head) throw new BadHeader('box length');
    found.push({ type: ascii(view, at + 4, 4), start: at + head, end: at + length });
    at += length;
  }
  return found;
}

function one(among: readonly Box[], type: string): Box {
  const box = among.find(candidate => candidate.type === type);
  if (!box) throw new BadHeader(`no ${type}`);
  return box;
}

function primaryItem(view: DataView, meta: readonly Box[]): number {
  const { start } = one(meta, 'pitm');
  return view.getUint8(start) === 0 ? view.getUint16(start + 4) : view.getUint32(start + 4);
}

/** Numbers (from 1) of the properties that belong to an item, out of `ipma`. */
function associated(view: DataView, box: Box, item: number): number[] {
  const [longIds, longIndexes] = [view.getUint8(box.start) > 0, (view.getUint8(box.start + 3) & 1) === 1];
  let at = box.start + 8;
  for (let entries = view.getUint32(box.start + 4); entries > 0; entries--) {
    const id = longIds ? view.getUint32(at) : view.getUint16(at);
    at += longIds ? 4 : 2;
    const count = view.getUint8(at++);
    const step = longIndexes ? 2 : 1;
    if (id === item) {
      // The highest bit says that the property is essential.
      const index = (place: number): number =>
        longIndexes ? view.getUint16(place) & 0x7fff : view.getUint8(place) & 0x7f;
      return Array.from({ length: count }, (_, number) => index(at + number * step));
    }
    at += count * step;
  }
  return [];
}
