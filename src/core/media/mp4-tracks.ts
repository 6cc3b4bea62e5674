// What the header of an MP4 says of one track: its kind, codec, size, time and samples.

import { BrokenMp4, boxesIn, contentOf, fourLetters, uint64 } from './mp4-boxes';
import type { Box, Mp4Window } from './mp4-boxes';
import { checkedSamples } from './mp4-tables';

export interface Mp4Track {
  readonly id: number;
  readonly kind: 'video' | 'audio' | 'other';
  readonly codec?: string;
  /** As shown: after the rotation that phones write. */
  readonly width?: number;
  readonly height?: number;
  readonly timescale: number;
  readonly duration: number;
  readonly samples: number;
}

const child = (boxes: readonly Box[], type: string): Box => {
  const box = boxes.find(candidate => candidate.type === type);
  if (!box) throw new BrokenMp4('nonsense');
  return box;
};

/** Time scale and duration of an mvhd or mdhd box (8.2.2, 8.4.2); an unknown duration is 0. */
export async function timesOf(file: Mp4Window, box: Box): Promise<{ timescale: number; duration: number }> {
  const view = await contentOf(file, box, 20, 32);
  if (view.getUint8(0) !== 1) {
    const duration = view.getUint32(16);
    return { timescale: view.getUint32(12), duration: duration === 0xffffffff ? 0 : duration };
  }
  if (view.byteLength < 32) throw new BrokenMp4('nonsense');
  const unknown = view.getUint32(24) === 0xffffffff && view.getUint32(28) === 0xffffffff;
  return { timescale: view.getUint32(20), duration: unknown ? 0 : uint64(view, 24) };
}

async function trackHead(file: Mp4Window, box: Box): Promise<{ id: number; turned: boolean }> {
  const view = await contentOf(file, box, 84, 96);
  const wide = view.getUint8(0) === 1;
  if (wide && view.byteLength < 96) throw new BrokenMp4('nonsense');
  const matrix = wide ? 52 : 40;
  return { id: view.getUint32(wide ? 20 : 12), turned: view.getInt32(matrix) === 0 && view.getInt32(matrix + 4) !== 0 };
}

const kinds: Readonly<Record<string, Mp4Track['kind']>> = { vide: 'video', soun: 'audio' };

interface SampleEntry {
  readonly codec?: string;
  readonly width: number;
  readonly height: number;
}

async function sampleEntry(file: Mp4Window, stsd: Box): Promise<SampleEntry | undefined> {
  const head = await contentOf(file, stsd, 8);
  if (head.getUint32(4) === 0) return undefined;
  const entry = await contentOf(file, stsd, 16, 8 + 36);
  const codec = fourLetters(entry, 12);
  const sized = entry.byteLength >= 44;
  return {
    ...(codec === undefined ? {} : { codec }),
    width: sized ? entry.getUint16(40) : 0,
    height: sized ? entry.getUint16(42) : 0,
  };
}

/** Reads a trak box. @throws BrokenMp4 where its tables are broken or point outside the file */
export async function readTrack(file: Mp4Window, trak: Box): Promise<Mp4Track> {
  const boxes = await boxesIn(file, trak.content, trak.end);
  const { id, turned } = await trackHead(file, child(boxes, 'tkhd'));
  const mdia = child(boxes, 'mdia');
  const media = await boxesIn(file, mdia.content, mdia.end);
  const times = await timesOf(file, child(media, 'mdhd'));
  const handler = fourLetters(await contentOf(file, child(media, 'hdlr'), 12), 8) ?? '';
  const kind = kinds[handler] ?? 'other';
  const minf = child(media, 'minf');
  const stbl = child(await boxesIn(file, minf.content, minf.end), 'stbl');
  const tables = await boxesIn(file, stbl.content, stbl.end);
  const entry = await sampleEntry(file, child(tables, 'stsd'));
  const samples = await checkedSamples(file, tables);
  const { codec, width = 0, height = 0 } = entry ?? {};
  const size = kind === 'video' && width > 0 && height > 0;
  return {
    id,
    kind,
    ...(codec === undefined ? {} : { codec }),
    ...(size ? { width: turned ? height : width, height: turned ? width : height } : {}),
    ...times,
    samples,
  };
}
