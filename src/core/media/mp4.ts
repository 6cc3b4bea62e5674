// Reads what an MP4 says of itself, and whether all of it is there: nothing is called done before that.

import * as l10n from '@vscode/l10n';
import { BrokenMp4, Mp4Window, boxAt, boxesIn, contentOf, uint64 } from './mp4-boxes';
import type { Box, RandomAccess } from './mp4-boxes';
import { addFragment, defaultDurations } from './mp4-fragments';
import type { FragmentSum } from './mp4-fragments';
import { readTrack, timesOf } from './mp4-tracks';
import type { Mp4Track } from './mp4-tracks';

export type { RandomAccess } from './mp4-boxes';

export interface Mp4Facts {
  /** All of the file is there: header, media, boxes that add up to its size, samples inside it. */
  readonly whole: boolean;
  /** What is wrong with it, as a sentence; absent where it is whole. */
  readonly problem?: string;
  /** The header stands before the media, so that a player can begin before the end has arrived. */
  readonly moovFirst?: boolean;
  readonly seconds?: number;
  /** In pixels, as shown. */
  readonly width?: number;
  readonly height?: number;
  readonly hasAudio?: boolean;
  /** `avc1`, `hvc1`, … */
  readonly videoCodec?: string;
  readonly audioCodec?: string;
  /** Frames of the first video track. */
  readonly frames?: number;
}

/** A fragmented film of six hours in half-second pieces has fewer. */
const mostBoxes = 100_000;
const kept = new Set(['ftyp', 'styp', 'moov', 'moof', 'mdat']);

/** Boxes that a file may begin with. */
const firstBoxes = new Set(['ftyp', 'styp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pdin', 'uuid']);

/** Whether the first bytes of a file (12 are enough) begin an MP4 or QuickTime file. */
export function looksLikeMp4(firstBytes: Uint8Array): boolean {
  if (firstBytes.length < 8) return false;
  const type = String.fromCharCode(...firstBytes.subarray(4, 8));
  return firstBoxes.has(type);
}

interface Layout {
  readonly boxes: readonly Box[];
  /** Why the walk ended before the file did. */
  readonly broken?: BrokenMp4;
}

/** All top-level boxes, as far as they can be followed; only the kinds that matter are kept. */
async function layoutOf(file: Mp4Window): Promise<Layout> {
  const boxes: Box[] = [];
  const seen = new Set<string>();
  let position = 0;
  try {
    for (let count = 0; position < file.size; count++) {
      if (count >= mostBoxes) throw new BrokenMp4('nonsense');
      const box = await boxAt(file, position, file.size);
      const first = box.type === 'moof' || !seen.has(box.type);
      if (first && kept.has(box.type)) boxes.push(box);
      seen.add(box.type);
      position = box.end;
    }
  } catch (error) {
    if (error instanceof BrokenMp4) return { boxes, broken: error };
    throw error;
  }
  return { boxes };
}

interface Movie {
  readonly seconds: number;
  readonly tracks: readonly Mp4Track[];
}

/** The declared length of a fragmented film (8.8.2), in the movie's time scale; 0 where not told. */
async function declaredLength(file: Mp4Window, mvex: Box): Promise<number> {
  const box = (await boxesIn(file, mvex.content, mvex.end)).find(candidate => candidate.type === 'mehd');
  if (!box) return 0;
  const view = await contentOf(file, box, 8, 12);
  return view.getUint8(0) === 1 && view.byteLength >= 12 ? uint64(view, 4) : view.getUint32(4);
}

async function fragmentSums(file: Mp4Window, mvex: Box, boxes: readonly Box[]): Promise<Map<number, FragmentSum>> {
  const defaults = await defaultDurations(file, mvex);
  const sums = new Map<number, FragmentSum>();
  for (const box of boxes) if (box.type === 'moof') await addFragment(file, box, defaults, sums);
  return sums;
}

async function readMovie(file: Mp4Window, moov: Box, boxes: readonly Box[]): Promise<Movie> {
  const inside = await boxesIn(file, moov.content, moov.end);
  const header = inside.find(box => box.type === 'mvhd');
  if (!header) throw new BrokenMp4('nonsense');
  const times = await timesOf(file, header);
  const traks = inside.filter(box => box.type === 'trak');
  if (traks.length > 64) throw new BrokenMp4('nonsense');
  let tracks: Mp4Track[] = [];
  for (const trak of traks) tracks.push(await readTrack(file, trak));
  let length = times.duration;
  const mvex = inside.find(box => box.type === 'mvex');
  if (mvex) {
    const sums = await fragmentSums(file, mvex, boxes);
    tracks = tracks.map(track => {
      const sum = sums.get(track.id) ?? { samples: 0, duration: 0 };
      return { ...track, samples: track.samples + sum.samples, duration: track.duration + sum.duration };
    });
    length = Math.max(length, await declaredLength(file, mvex));
  }
  const declared = times.timescale > 0 ? length / times.timescale : 0;
  const longest = Math.max(0, ...tracks.map(track => (track.timescale > 0 ? track.duration / track.timescale : 0)));
  return { seconds: declared > 0 ? declared : longest, tracks };
}

function factsOf(movie: Movie): Partial<Mp4Facts> {
  const video = movie.tracks.find(track => track.kind === 'video');
  const audio = movie.tracks.find(track => track.kind === 'audio');
  return {
    ...(movie.seconds > 0 ? { seconds: movie.seconds } : {}),
    ...(video?.width && video.height ? { width: video.width, height: video.height } : {}),
    ...(video ? { frames: video.samples } : {}),
    ...(video?.codec ? { videoCodec: video.codec } : {}),
    ...(audio?.codec ? { audioCodec: audio.codec } : {}),
    hasAudio: audio !== undefined,
  };
}

function sentence(broken: BrokenMp4): string {
  return broken.kind === 'truncated'
    ? l10n.t('The video file ends before all of it is there.')
    : l10n.t('The video file is damaged: its parts do not fit together.');
}

function missing(boxes: readonly Box[], movie: Movie): string | undefined {
  const has = (type: string) => boxes.some(box => box.type === type);
  if (!has('ftyp') && !has('styp')) return l10n.t('The file is not an MP4 video.');
  if (!has('mdat')) return l10n.t('The video file holds no pictures: its media part is missing.');
  if (!movie.tracks.some(track => track.kind === 'video')) return l10n.t('The file has no video track.');
  return undefined;
}

/**
 * Reads an MP4 file's own account of itself. Takes any bytes: it never throws for what the file holds, never holds more
 * than a few hundred kB of it, and ends in time bounded by the file's size. Passes on errors of `source.read` alone.
 */
export async function readMp4(source: RandomAccess): Promise<Mp4Facts> {
  const file = new Mp4Window(source);
  const { boxes, broken } = await layoutOf(file);
  const moov = boxes.find(box => box.type === 'moov');
  const mdat = boxes.find(box => box.type === 'mdat');
  const order = moov && mdat ? { moovFirst: moov.start < mdat.start } : {};
  if (!moov) {
    const known = boxes.some(box => box.type === 'ftyp' || box.type === 'mdat');
    if (!known) return { whole: false, problem: l10n.t('The file is not an MP4 video.') };
    return { whole: false, problem: sentence(broken ?? new BrokenMp4('truncated')) };
  }
  try {
    const movie = await readMovie(file, moov, boxes);
    const problem = broken ? sentence(broken) : missing(boxes, movie);
    const facts = { ...order, ...factsOf(movie) };
    return problem === undefined ? { whole: true, ...facts } : { whole: false, problem, ...facts };
  } catch (error) {
    if (!(error instanceof BrokenMp4)) throw error;
    return { whole: false, problem: sentence(broken ?? error), ...order };
  }
}
