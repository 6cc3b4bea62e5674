// Counts frames and time in the fragments of an MP4 (moof boxes), which some services send.

import { boxesIn, contentOf } from './mp4-boxes';
import type { Box, Mp4Window } from './mp4-boxes';

/** What the fragments of one track add to it. */
export interface FragmentSum {
  samples: number;
  /** In units of the track's own time scale. */
  duration: number;
}

/** Default durations by track, from the trex boxes of the movie's header (8.8.3). */
export async function defaultDurations(file: Mp4Window, mvex: Box): Promise<Map<number, number>> {
  const durations = new Map<number, number>();
  for (const box of await boxesIn(file, mvex.content, mvex.end)) {
    if (box.type !== 'trex') continue;
    const view = await contentOf(file, box, 24);
    durations.set(view.getUint32(4), view.getUint32(12));
  }
  return durations;
}

interface FragmentHead {
  readonly track: number;
  readonly defaultDuration: number | undefined;
}

async function fragmentHead(file: Mp4Window, box: Box): Promise<FragmentHead> {
  const view = await contentOf(file, box, 8, 32);
  const flags = view.getUint32(0) & 0xffffff;
  let at = 8;
  if (flags & 1) at += 8;
  if (flags & 2) at += 4;
  const told = flags & 8 && at + 4 <= view.byteLength;
  return { track: view.getUint32(4), defaultDuration: told ? view.getUint32(at) : undefined };
}

/** One run of samples (8.8.8); its entries are read 4,000 at a time. */
async function addRun(file: Mp4Window, box: Box, each: number, sum: FragmentSum): Promise<void> {
  const view = await contentOf(file, box, 8);
  const flags = view.getUint32(0) & 0xffffff;
  const count = view.getUint32(4);
  const start = box.content + 8 + (flags & 1 ? 4 : 0) + (flags & 4 ? 4 : 0);
  const fields = [0x100, 0x200, 0x400, 0x800].filter(flag => flags & flag).length;
  const entries = fields === 0 ? count : Math.min(count, Math.floor((box.end - start) / (fields * 4)));
  sum.samples += entries;
  if (!(flags & 0x100)) {
    sum.duration += entries * each;
    return;
  }
  for (let done = 0; done < entries; done += 4000) {
    const now = Math.min(4000, entries - done);
    const piece = await file.view(start + done * fields * 4, now * fields * 4);
    for (let index = 0; index < now; index++) sum.duration += piece.getUint32(index * fields * 4);
  }
}

/** Adds what one moof box holds to `sums`, by track. @throws BrokenMp4 */
export async function addFragment(
  file: Mp4Window,
  moof: Box,
  defaults: ReadonlyMap<number, number>,
  sums: Map<number, FragmentSum>,
): Promise<void> {
  for (const traf of await boxesIn(file, moof.content, moof.end)) {
    if (traf.type !== 'traf') continue;
    const boxes = await boxesIn(file, traf.content, traf.end);
    const headBox = boxes.find(box => box.type === 'tfhd');
    if (!headBox) continue;
    const head = await fragmentHead(file, headBox);
    const sum = sums.get(head.track) ?? { samples: 0, duration: 0 };
    sums.set(head.track, sum);
    const each = head.defaultDuration ?? defaults.get(head.track) ?? 0;
    for (const box of boxes) if (box.type === 'trun') await addRun(file, box, each, sum);
  }
}
