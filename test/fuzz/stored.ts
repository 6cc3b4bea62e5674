// Readers of the store's files, to which anything may have happened.

import { deepStrictEqual, ok } from 'node:assert';
import { Lease } from '../../src/core/lanes/lease';
import { Pace } from '../../src/core/lanes/pace';
import { readPace } from '../../src/core/lanes/pace-file';
import type { PaceKeeper } from '../../src/core/lanes/pace-file';
import { Ledger } from '../../src/core/money/ledger';
import { PublicEntries } from '../../src/core/public/entries';
import { indexName, readFinished, writeFinished } from '../../src/core/store/finished-index';
import { Journal } from '../../src/core/store/journal';
import type { JournalLine } from '../../src/core/store/journal';
import type { JobRecords } from '../../src/core/store/job-folder';
import { readJobFolder } from '../../src/core/store/job-folder';
import type { Files } from '../../src/core/ports';
import { decodeRecord, encodeRecord } from '../../src/core/store/records';
import type { RecordBody, RecordKind } from '../../src/core/store/records';
import type { Chance } from '../simulation/world/chance';
import { VirtualTime } from '../simulation/world/clock';
import { MemoryDisk } from '../simulation/world/disk';
import { damaged, nonsense } from './damage';

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
export async function records(chance: Chance): Promise<void> {
  const kind = chance.pick(kinds);
  const bytes = damaged(chance, whole(kind));
  const decoded = decodeRecord(kind, bytes);
  if (decoded.kind === 'record') deepStrictEqual(decoded.record.body, bodies[kind]);
}

/** A folder is read whatever lies in it; a claim that cannot be read still bars its number. */
export async function jobFolders(chance: Chance): Promise<void> {
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
export async function journals(chance: Chance): Promise<void> {
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
export async function leases(chance: Chance): Promise<void> {
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

const finishedJob: JobRecords = {
  spec: { at: 1, body: bodies.spec },
  attempts: [],
  results: [],
  done: { at: 2, body: bodies.done },
  saved: [],
};

/** The index of finished jobs is what was written, or it is nothing; what is shown to the internet is an entry, or nothing. */
export async function caches(chance: Chance): Promise<void> {
  const disk = new MemoryDisk(chance, '/storage/leases/lane');
  const ports = { files: disk.files(), random: { bytes: (count: number) => chance.bytes(count) } };
  await writeFinished(ports, '/storage', [finishedJob]);
  const [before] = await readFinished(ports.files, '/storage');
  await spoil(ports.files, chance, `/storage/${indexName}`);
  for (const job of await readFinished(ports.files, '/storage')) deepStrictEqual(job, before);
  const entries = new PublicEntries(ports, '/storage');
  const { name, token } = await entries.add({ v: 1, kind: 'waiting', job: bodies.spec.id, at: 1 });
  await spoil(ports.files, chance, `/storage/${name}`);
  const other = new PublicEntries(ports, '/storage');
  const found = await other.find('waiting', token);
  ok(found === undefined || found.kind === 'waiting');
  for (const { entry } of (await other.list()).entries) ok(entry.kind === 'waiting');
  ok((await other.find('waiting', `../${token}`)) === undefined);
}

/** A spoilt pace stops no key for more than a day and a minute, and is never faster than a full bucket; a spoilt sum is left out. */
export async function sums(chance: Chance): Promise<void> {
  const time = new VirtualTime();
  const disk = new MemoryDisk(chance, '/storage/leases/lane');
  const files = disk.files();
  const figure = () => chance.pick([0, 2, -3, time.now, time.now + 5_000, 1e15, -1e15, 1e300]);
  const kept = chance.happens(0.5)
    ? {
        at: figure(),
        tokens: figure(),
        pausedUntil: figure(),
        restsUntil: figure(),
        limitedUntil: figure(),
        unpaidAt: figure(),
      }
    : { at: time.now, tokens: 2 };
  const whole = Buffer.from(JSON.stringify(kept));
  await put(files, '/storage/leases/lane/pace.json', chance.happens(0.3) ? whole : damaged(chance, whole));
  const pace = new Pace(
    time.clockFor(run => run()),
    60,
  );
  const work = { ports: { files }, store: { layout: { leases: '/storage/leases' } } };
  await readPace({ work, id: 'lane', pace } as unknown as PaceKeeper);
  const wait = pace.waitMs();
  ok(wait >= 0 && wait <= 1_441 * 60_000, `waits ${wait}`);
  for (let spent = 0; spent < 5; spent += 1) pace.spend();
  ok(pace.waitMs() > 0, 'five requests at once');
  const name = `/storage/leases/${(9e11).toString(36).padStart(9, '0')}_a.json`;
  const entry = { id: 'a', service: 's', state: 'completed', finishedAt: 9e11, cost: { amount: 1.25, unit: 'USD' } };
  await put(files, name, damaged(chance, Buffer.from(JSON.stringify(entry))));
  const ledger = new Ledger({ files, random: { bytes: count => chance.bytes(count) } }, '/storage/leases');
  await ledger.load(0);
  for (const { cost } of ledger.all()) ok(cost === undefined || Number.isFinite(cost.amount));
}

async function put(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  const file = await files.open(path, 'append');
  await file.write(bytes);
  await file.close();
}

async function spoil(files: Files, chance: Chance, path: string): Promise<void> {
  const bytes = await files.read(path);
  const spoilt = chance.happens(0.1) ? nonsense(chance) : damaged(chance, bytes);
  await files.remove(path);
  await put(files, path, spoilt);
}
