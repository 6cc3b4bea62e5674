// Checks that every sample of a track lies inside the file, with bounded memory whatever its tables claim.

import { BrokenMp4, contentOf, uint64 } from './mp4-boxes';
import type { Box, Mp4Window } from './mp4-boxes';

/** Walks a table of numbers in order, reading 32 kB at a time. */
class TableCursor {
  private view = new DataView(new ArrayBuffer(0));
  private first = 0;
  private index = 0;

  constructor(
    private readonly file: Mp4Window,
    private readonly start: number,
    private readonly entryBytes: number,
    readonly count: number,
  ) {}

  /** True while entries are left; makes `peek` and `next` safe to call. */
  async ready(): Promise<boolean> {
    if (this.index >= this.count) return false;
    if (this.held === 0) {
      const entries = Math.min(Math.floor(32768 / this.entryBytes), this.count - this.index);
      const bytes = await this.file.view(this.start + this.index * this.entryBytes, entries * this.entryBytes);
      // A copy: three tables take turns in one window.
      this.view = new DataView(
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
      );
      this.first = this.index;
    }
    return true;
  }

  /** How many entries can be taken before `ready` must be asked again. */
  get held(): number {
    return this.first + this.view.byteLength / this.entryBytes - this.index;
  }

  peek(field = 0): number {
    return this.view.getUint32((this.index - this.first) * this.entryBytes + field * 4);
  }

  peekWide(): number {
    return uint64(this.view, (this.index - this.first) * this.entryBytes);
  }

  next(): void {
    this.index += 1;
  }
}

/** A table after a version, flags and `skip` further bytes. @throws BrokenMp4 where it is longer than its box */
async function table(file: Mp4Window, box: Box, entryBytes: number, skip = 4): Promise<TableCursor> {
  const head = await contentOf(file, box, skip + 4);
  const count = head.getUint32(skip);
  const start = box.content + skip + 4;
  if (start + count * entryBytes > box.end) throw new BrokenMp4('nonsense');
  return new TableCursor(file, start, entryBytes, count);
}

interface SampleSizes {
  /** Bytes of every sample, where all have the same; 0: see `sizes`. */
  readonly each: number;
  readonly count: number;
  readonly sizes?: TableCursor;
}

async function sampleSizes(file: Mp4Window, box: Box): Promise<SampleSizes> {
  const head = await contentOf(file, box, 12);
  if (box.type === 'stz2') return { each: 0, count: head.getUint32(8) };
  const each = head.getUint32(4);
  if (each > 0) return { each, count: head.getUint32(8) };
  const sizes = await table(file, box, 4, 8);
  return { each: 0, count: sizes.count, sizes };
}

/** The bytes of the next `count` samples. @throws BrokenMp4 where there are fewer */
async function takeSizes(sizes: TableCursor, count: number): Promise<number> {
  let bytes = 0;
  let left = count;
  while (left > 0) {
    if (!(await sizes.ready())) throw new BrokenMp4('nonsense');
    const now = Math.min(left, sizes.held);
    for (let index = 0; index < now; index++) {
      bytes += sizes.peek();
      sizes.next();
    }
    left -= now;
  }
  return bytes;
}

/**
 * Counts the samples of a track and checks that each chunk of them lies inside the file (8.6 and 8.7).
 * @throws BrokenMp4
 */
export async function checkedSamples(file: Mp4Window, tables: readonly Box[]): Promise<number> {
  const find = (...types: string[]) => tables.find(box => types.includes(box.type));
  const sizeBox = find('stsz', 'stz2');
  const runBox = find('stsc');
  const offsetBox = find('stco', 'co64');
  if (!sizeBox || !runBox || !offsetBox) throw new BrokenMp4('nonsense');
  const samples = await sampleSizes(file, sizeBox);
  const runs = await table(file, runBox, 12);
  const wide = offsetBox.type === 'co64';
  const offsets = await table(file, offsetBox, wide ? 8 : 4);
  let perChunk = 0;
  let taken = 0;
  for (let chunk = 1; await offsets.ready(); chunk++) {
    if ((await runs.ready()) && runs.peek() === chunk) {
      perChunk = runs.peek(1);
      runs.next();
    }
    if (perChunk === 0) throw new BrokenMp4('nonsense');
    const bytes = samples.sizes ? await takeSizes(samples.sizes, perChunk) : samples.each * perChunk;
    const offset = wide ? offsets.peekWide() : offsets.peek();
    offsets.next();
    if (offset + bytes > file.size) throw new BrokenMp4('truncated');
    taken += perChunk;
  }
  if (taken < samples.count) throw new BrokenMp4('nonsense');
  return samples.count;
}
