// One job's folder: reading all its records, and adding one.

import { basename, join } from 'node:path';
import { hasCode } from '../file-error';
import type { Files, Random } from '../ports';
import { decodeRecord, encodeRecord, isNewerRecord, recordSchemas } from './records';
import type { RecordBody, RecordKind, Stored } from './records';
import { randomHex, writeOnce } from './whole';

/** Kinds of which a job has several, counted from 1. */
export type NumberedKind = 'attempt' | 'accepted' | 'corrected' | 'refused' | 'doubt' | 'result' | 'saved';
export type SingleKind = Exclude<RecordKind, NumberedKind>;

const numbered: ReadonlySet<string> = new Set<NumberedKind>([
  'attempt',
  'accepted',
  'corrected',
  'refused',
  'doubt',
  'result',
  'saved',
]);

/** What became of one submission. `attempt: 'damaged'` bars the number like any other claim. */
export interface AttemptRecords {
  readonly number: number;
  readonly attempt: Stored<'attempt'> | 'damaged';
  readonly accepted?: Stored<'accepted'>;
  readonly corrected?: Stored<'corrected'>;
  readonly refused?: Stored<'refused'>;
  readonly doubt?: Stored<'doubt'>;
}

/** All that the disk knows of a job. */
export interface JobRecords {
  readonly spec: Stored<'spec'>;
  readonly attempts: readonly AttemptRecords[];
  readonly cancel?: Stored<'cancel'>;
  readonly deletion?: Stored<'deletion'>;
  readonly uncancelled?: Stored<'uncancelled'>;
  /** Of the service's job that is followed; the newest link counts. */
  readonly results: readonly Stored<'result'>[];
  /** The number of the last result, where one is left out here. */
  readonly resultNumber?: number;
  readonly done?: Stored<'done'>;
  readonly saved: readonly Stored<'saved'>[];
}

/** A job whose first record was damaged and set aside: its service may know it still. */
export interface LostJob {
  readonly id: string;
  /** The service's id, where another record told it. */
  readonly remoteId?: string;
}

export type FolderReading =
  | {
      readonly kind: 'job';
      readonly records: JobRecords;
      readonly setAside: readonly string[];
      /** By file name; given back at the next reading, so that only what is new is read. */
      readonly loaded: LoadedRecords;
    }
  /** The folder is gone, or holds no job yet. */
  | { readonly kind: 'none' }
  /** Its first record cannot be read: nothing can be said of the job. */
  | { readonly kind: 'damaged'; readonly why: string; readonly lost?: LostJob }
  | { readonly kind: 'newer' };

const namePattern = /^([a-z]+)(?:-([1-9]\d{0,4}))?\.json$/;

interface Found {
  readonly kind: RecordKind;
  readonly number: number;
  readonly name: string;
}

/** The names of records are few, and each folder is read often. */
const parsedNames = new Map<string, Found | undefined>();
const mostParsedNames = 1_000;

function parseName(name: string): Found | undefined {
  if (!parsedNames.has(name)) {
    if (parsedNames.size >= mostParsedNames) parsedNames.clear();
    parsedNames.set(name, foundIn(name));
  }
  return parsedNames.get(name);
}

function foundIn(name: string): Found | undefined {
  const match = namePattern.exec(name);
  const kind = match?.[1];
  if (kind === undefined || !(kind in recordSchemas)) return undefined;
  if (numbered.has(kind) !== (match?.[2] !== undefined)) return undefined;
  return { kind: kind as RecordKind, number: Number(match?.[2] ?? 0), name };
}

export type LoadedRecords = ReadonlyMap<string, Stored<RecordKind>>;

/**
 * Reads every record of a job that is not `known` already: a record never changes once it is whole.
 * Damaged ones are renamed aside if it `mayTouch` them, except those that bar a submission. Never throws for their content.
 */
export async function readJobFolder(
  files: Files,
  random: Random,
  folder: string,
  known?: LoadedRecords,
  mayTouch = true,
): Promise<FolderReading> {
  let names: string[];
  try {
    names = await files.list(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return { kind: 'none' };
    throw error;
  }
  const found = names.map(parseName).filter(entry => entry !== undefined);
  if (!found.some(entry => entry.kind === 'spec')) return { kind: 'none' };
  if (found.length < names.length && (await hasNewerKind(files, folder, names))) return { kind: 'newer' };
  const loaded = new Map<string, Stored<RecordKind>>();
  const damaged = new Set<string>();
  let unreadable: { readonly why: string; readonly isEmpty: boolean } | undefined;
  for (const entry of found) {
    const before = known?.get(entry.name);
    if (before !== undefined) {
      loaded.set(entry.name, before);
      continue;
    }
    const bytes = await readRecord(files, folder, entry);
    if (bytes === undefined) continue;
    const reading = decodeRecord(entry.kind, bytes);
    if (reading.kind === 'newer') return { kind: 'newer' };
    if (reading.kind === 'record') {
      loaded.set(entry.name, reading.record);
      continue;
    }
    if (entry.kind !== 'spec') damaged.add(entry.name);
    else unreadable = { why: reading.why, isEmpty: bytes.length === 0 };
  }
  if (unreadable !== undefined) {
    const { why, isEmpty } = unreadable;
    // An empty one bars the name where a file system has no links: its job is being made, or was never sent.
    const lost = mayTouch && !isEmpty ? await loseSpec(files, random, folder, loaded) : undefined;
    return compact<Extract<FolderReading, { kind: 'damaged' }>>({ kind: 'damaged', why, lost });
  }
  // Only now: a folder that a newer version has written in stays as it is.
  const setAside: string[] = [];
  for (const name of mayTouch ? damaged : []) {
    if (parseName(name)?.kind !== 'attempt') setAside.push(await moveAside(files, random, folder, name));
  }
  // Another window took the job away while it was read.
  if (!loaded.has('spec.json')) return { kind: 'none' };
  return { kind: 'job', records: assemble(found, loaded, damaged), setAside, loaded };
}

/** A kind of record that this version does not know may be passed over, unless its version says otherwise. */
async function hasNewerKind(files: Files, folder: string, names: readonly string[]): Promise<boolean> {
  for (const name of names) {
    if (!namePattern.test(name) || parseName(name) !== undefined) continue;
    const bytes = await files.read(join(folder, name)).catch(() => new Uint8Array());
    if (isNewerRecord(bytes)) return true;
  }
  return false;
}

async function readRecord(files: Files, folder: string, entry: Found): Promise<Uint8Array | undefined> {
  try {
    return await files.read(join(folder, entry.name));
  } catch (error) {
    // Removed between the listing and the reading.
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Sets a damaged first record aside, so that the job can be taken over from its service again. Undefined: another window did it. */
async function loseSpec(
  files: Files,
  random: Random,
  folder: string,
  loaded: LoadedRecords,
): Promise<LostJob | undefined> {
  const path = join(folder, 'spec.json');
  try {
    await files.rename(path, asideOf(random, path));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const numberOf = (name: string) => parseName(name)?.number ?? 0;
  const ids = [...loaded.keys()].filter(name => /^(accepted|corrected)-/.test(name)).sort();
  ids.sort((a, b) => numberOf(a) - numberOf(b));
  const last = loaded.get(ids.at(-1) ?? '')?.body;
  return compact<LostJob>({ id: basename(folder), remoteId: last && 'remoteId' in last ? last.remoteId : undefined });
}

function asideOf(random: Random, path: string): string {
  return `${path}.damaged-${randomHex(random, 4)}`;
}

async function moveAside(files: Files, random: Random, folder: string, name: string): Promise<string> {
  const aside = asideOf(random, name);
  await files.rename(join(folder, name), join(folder, aside)).catch(() => undefined);
  return aside;
}

function assemble(found: readonly Found[], loaded: LoadedRecords, damaged: ReadonlySet<string>): JobRecords {
  const single = <K extends SingleKind>(kind: K) => loaded.get(`${kind}.json`) as Stored<K> | undefined;
  const one = <K extends NumberedKind>(kind: K, number: number) =>
    loaded.get(`${kind}-${number}.json`) as Stored<K> | undefined;
  const all = <K extends NumberedKind>(kind: K) =>
    found
      .filter(entry => entry.kind === kind)
      .sort((a, b) => a.number - b.number)
      .map(entry => loaded.get(entry.name) as Stored<K> | undefined)
      .filter(record => record !== undefined);
  const numbers = found.filter(entry => entry.kind === 'attempt').map(entry => entry.number);
  const attempts = numbers
    .sort((a, b) => a - b)
    .map(number => {
      const attempt = damaged.has(`attempt-${number}.json`) ? ('damaged' as const) : one('attempt', number);
      const [accepted, corrected] = [one('accepted', number), one('corrected', number)];
      const isThere = accepted !== undefined || corrected !== undefined;
      return attempt === undefined
        ? undefined
        : compact<AttemptRecords>({
            number,
            attempt,
            accepted,
            corrected,
            // Somebody's word that there is no job, while another window was told its id: the id counts.
            refused: isThere ? undefined : one('refused', number),
            doubt: one('doubt', number),
          });
    })
    .filter(attempt => attempt !== undefined);
  const last = attempts.at(-1);
  const followed = last?.corrected?.body.remoteId ?? last?.accepted?.body.remoteId;
  const results = all('result').filter(({ body }) => (body.remoteId ?? followed) === followed);
  const lastResult = Math.max(0, ...found.filter(entry => entry.kind === 'result').map(entry => entry.number));
  return compact<JobRecords>({
    spec: single('spec') as Stored<'spec'>,
    attempts,
    cancel: single('cancel'),
    deletion: single('deletion'),
    uncancelled: single('uncancelled'),
    results,
    resultNumber: lastResult === results.length ? undefined : lastResult,
    done: single('done'),
    saved: all('saved'),
  });
}

/** Leaves out what is undefined. */
export function compact<T>(object: { [K in keyof T]: T[K] | undefined }): T {
  const kept: Partial<T> = {};
  for (const key in object) {
    const value = object[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept as T;
}

/** Adds a record, durably and at most once. `number` from 1 for numbered kinds, else 0. */
export function addRecord<K extends RecordKind>(
  ports: { readonly files: Files; readonly random: Random },
  folder: string,
  kind: K,
  number: number,
  record: Stored<K>,
): Promise<'written' | 'exists'> {
  const name = number === 0 ? `${kind}.json` : `${kind}-${number}.json`;
  return writeOnce(ports.files, ports.random, join(folder, name), encodeRecord(kind, record.at, record.body));
}

export type { RecordBody };
