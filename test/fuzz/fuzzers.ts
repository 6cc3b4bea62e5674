// Readers of files that anything may have happened to: each is given damaged and foreign content, and must neither throw nor be fooled.

import { deepStrictEqual, ok } from 'node:assert';
import { Lease } from '../../src/core/lanes/lease';
import { Journal } from '../../src/core/store/journal';
import type { JournalLine } from '../../src/core/store/journal';
import { readJobFolder } from '../../src/core/store/job-folder';
import { decodeRecord, encodeRecord } from '../../src/core/store/records';
import type { RecordBody, RecordKind } from '../../src/core/store/records';
import { Chance } from '../simulation/world/chance';
import { VirtualTime } from '../simulation/world/clock';
import { MemoryDisk } from '../simulation/world/disk';
import { damaged, nonsense } from './damage';
import { tryNames } from './names';

export interface Fuzzer {
  readonly name: string;
  /** One round; throws where the reader did. */
  round(chance: Chance): Promise<void>;
}

const bodies: { readonly [K in 'spec' | 'attempt' | 'accepted' | 'result' | 'done']: RecordBody<K> } = {
  spec: {
    id: '0mk0xjmt1-0011223344',
    service: 'usvideo',
    dialect: 'usvideo',
    prompt: 'a shoe — “quoted” \u202E 𝒳',
    options: { duration: 5, audio: true },
    take: 1,
    takes: 2,
    group: 'g',
    origin: 'view',
  },
  attempt: {
    purpose: 'submit',
    owner: { window: 'w' },
    nonce: 'n',
    requestHash: 'h',
    baseUrl: 'https://usvideoapi.com/v1',
    dialect: 'usvideo',
  },
  accepted: { remoteId: 'job_1', by: 'answer' },
  result: { videoUrl: 'https://media.example/1.mp4', expiresAt: 1 },
  done: { state: 'completed', video: { bytes: 10 } },
};
type Known = keyof typeof bodies;
const kinds = Object.keys(bodies) as Known[];

function whole(kind: Known): Uint8Array {
  return encodeRecord(kind as RecordKind, 1_767_603_600_000, bodies[kind]);
}

/** A record is what was written, or it is damaged: never something else. */
async function records(chance: Chance): Promise<void> {
  const kind = chance.pick(kinds);
  const bytes = damaged(chance, whole(kind));
  const decoded = decodeRecord(kind, bytes);
  if (decoded.kind === 'record') deepStrictEqual(decoded.record.body, bodies[kind]);
}

/** A folder is read whatever lies in it; a claim that cannot be read still bars its number. */
async function jobFolders(chance: Chance): Promise<void> {
  const disk = new MemoryDisk(chance, '/job');
  const files = disk.files();
  const put = async (name: string, bytes: Uint8Array) => {
    const file = await files.open(`/job/${name}`, 'append');
    await file.write(bytes);
  };
  await put('spec.json', whole('spec'));
  await put('attempt-1.json', chance.happens(0.5) ? whole('attempt') : damaged(chance, whole('attempt')));
  for (let index = chance.between(0, 5); index > 0; index -= 1) {
    const name = chance.pick(['accepted-1.json', 'done.json', 'result-1.json', '.x.tmp', 'attempt-.json', 'a-0.json']);
    await put(name, chance.happens(0.5) ? nonsense(chance) : damaged(chance, whole('accepted')));
  }
  const reading = await readJobFolder(files, { bytes: count => chance.bytes(count) }, '/job');
  ok(reading.kind === 'job' || reading.kind === 'newer', reading.kind);
  if (reading.kind === 'job') ok(reading.records.attempts[0]?.number === 1, 'the claim no longer bars its number');
}

/** What a journal says after damage is heard, and nothing that it does not say. */
async function journals(chance: Chance): Promise<void> {
  const disk = new MemoryDisk(chance, '/journal');
  const files = disk.files();
  const heard: JournalLine[] = [];
  const journal = new Journal(files, '/journal', 'mine', line => heard.push(line));
  await journal.start();
  const other = await files.open('/journal/theirs.jsonl', 'append');
  for (let index = chance.between(1, 5); index > 0; index -= 1) {
    await other.write(chance.happens(0.5) ? nonsense(chance) : damaged(chance, lineOf('a')));
    if (chance.happens(0.5)) await journal.catchUp();
  }
  await other.write(Buffer.from('\n'));
  await other.write(lineOf('last'));
  await journal.catchUp();
  ok(
    heard.some(({ job }) => job === 'last'),
    'a line after damage was not heard',
  );
  for (const line of heard) ok(['records', 'gone', 'live'].includes(line.what));
}

function lineOf(job: string): Uint8Array {
  return Buffer.from(`${JSON.stringify({ job, what: 'live', live: { remote: 'running', fraction: 0.5 } })}\n`);
}

/** Whatever lies in a lease's folder, somebody leads before long, and only one. */
async function leases(chance: Chance): Promise<void> {
  const time = new VirtualTime();
  const disk = new MemoryDisk(chance, '/lease');
  const files = disk.files();
  for (let index = chance.between(0, 6); index > 0; index -= 1) {
    const number = chance.between(0, 10 ** chance.between(1, 8));
    const name = `${number}${chance.pick(['.lease', '.released', '.leas', '', '.lease.lease'])}`;
    const file = await files.open(`/lease/${name}`, 'append');
    await file.write(nonsense(chance));
  }
  const random = { bytes: (count: number) => chance.bytes(count) };
  const ports = { clock: time.clockFor(run => run()), files, random, ownerIsGone: () => undefined };
  const both = ['a', 'b'].map(name => new Lease(ports, '/lease', name));
  for (let round = 0; round < 6; round += 1) {
    for (const lease of both) await lease.renew();
    await time.run(5_000);
  }
  const leading = both.filter(lease => lease.held).length;
  ok(leading === 1, `${leading} lead`);
}

/** A saved video stays in its folder, under a plain name. */
async function fileNames(chance: Chance): Promise<void> {
  deepStrictEqual(tryNames(chance.between(1, 2 ** 30), 50), []);
}

export const fuzzers: readonly Fuzzer[] = [
  { name: 'records', round: records },
  { name: 'job folders', round: jobFolders },
  { name: 'journals', round: journals },
  { name: 'leases', round: leases },
  { name: 'file names (50 each)', round: fileNames },
];

/** Plays rounds for `milliseconds`. @throws with the seed of the round that failed */
export async function fuzz(fuzzer: Fuzzer, milliseconds: number, first = 1): Promise<number> {
  const end = performance.now() + milliseconds;
  let seed = first;
  for (; performance.now() < end; seed += 1) {
    try {
      await fuzzer.round(new Chance(seed));
    } catch (error) {
      throw new Error(`${fuzzer.name}, seed ${seed}: ${String(error)}`, { cause: error });
    }
  }
  return seed - first;
}
