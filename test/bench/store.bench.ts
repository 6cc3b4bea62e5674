// The store on this machine's disk: what a durable job costs, and what ten thousand finished ones cost at start-up.

import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeClock, nodeRandom } from '../../src/core/node/clock';
import { nodeFiles } from '../../src/core/node/files';
import { CoreEngine } from '../../src/core/engine/core-engine';
import type { Work } from '../../src/core/pipeline/work';
import { allServices } from '../../src/core/services/catalog';
import { encodeRecord } from '../../src/core/store/records';
import { JobStore } from '../../src/core/store/store';
import { writeOnce } from '../../src/core/store/whole';
import { eventFigures, type Opened } from './event.bench';
import { atMost, median, timed, type Figure } from './figure';

const many = 10_000;
const silent = { write: () => undefined };

export async function storeFigures(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'reelwright-store-'));
  try {
    return [...(await claims(folder)), ...(await generating(folder)), ...(await starting(folder))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A claim against a bare file that is written and synced, in turns. */
async function claims(folder: string): Promise<readonly Figure[]> {
  const bytes = new Uint8Array(400).fill(65);
  const claimTimes: number[] = [];
  const bareTimes: number[] = [];
  for (let round = 0; round < 60; round += 1) {
    claimTimes.push(await timed(() => writeOnce(nodeFiles, nodeRandom, join(folder, `claim-${round}`), bytes)));
    bareTimes.push(await timed(() => bareWrite(join(folder, `bare-${round}`), bytes)));
  }
  const [claim, bare] = [median(claimTimes), median(bareTimes)];
  return [
    { name: 'a claim, durable', value: claim, unit: 'ms' },
    { name: '… a bare file written and synced', value: bare, unit: 'ms' },
    { name: '… ratio', value: claim / bare, unit: '×', limit: atMost(4) },
  ];
}

async function bareWrite(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  await file.write(bytes);
  await file.sync();
  await file.close();
}

/** From the engine's `generate` to a durable job that is in the list. */
async function generating(folder: string): Promise<readonly Figure[]> {
  const { engine } = engineAt(join(folder, 'empty'));
  await engine.ready;
  const request = { service: 'usvideo', prompt: 'A calm sea', options: { duration: 5 } };
  const times: number[] = [];
  for (let round = 0; round < 15; round += 1) times.push(await timed(() => engine.generate(request, 'view')));
  await engine.stop();
  return [
    { name: 'pressing Generate to a durable job in the list', value: median(times), unit: 'ms', limit: atMost(100) },
  ];
}

async function starting(folder: string): Promise<readonly Figure[]> {
  const root = join(folder, 'full');
  await fill(root, many);
  // The first start makes the index that the later ones read.
  const { engine: first } = engineAt(root);
  const firstTime = await timed(() => first.ready);
  await first.stop();
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const { engine } = engineAt(root);
    times.push(await timed(() => engine.ready));
    if (engine.jobs().length !== many) throw new Error(`${engine.jobs().length} jobs`);
    await engine.stop();
  }
  const events = await withEvents(folder, root);
  return [
    { name: 'ten thousand finished jobs: the very first start', value: firstTime, unit: 'ms' },
    { name: '… every later start, to a full list', value: median(times), unit: 'ms', limit: atMost(150) },
    ...events,
  ];
}

async function withEvents(folder: string, full: string): Promise<readonly Figure[]> {
  const small = join(folder, 'small');
  await fill(small, 100);
  const [few, all] = [engineAt(small), engineAt(full)];
  await Promise.all([few.engine.ready, all.engine.ready]);
  const figures = await eventFigures(few, all);
  await Promise.all([few.engine.stop(), all.engine.stop()]);
  return figures;
}

async function fill(root: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const id = `${(1_700_000_000_000 + index).toString(36).padStart(9, '0')}-${index.toString(16).padStart(10, '0')}`;
    const folder = join(root, 'jobs', id);
    await mkdir(folder, { recursive: true });
    const at = 1_700_000_000_000 + index;
    const spec = {
      id,
      service: 'usvideo',
      dialect: 'usvideo',
      prompt: `Prompt ${index}`,
      options: { duration: 5 },
      take: 1,
      takes: 1,
      group: id,
      origin: 'view',
    };
    await writeFile(join(folder, 'spec.json'), encodeRecord('spec', at, spec));
    await writeFile(join(folder, 'done.json'), encodeRecord('done', at, { state: 'completed', video: { bytes: 1 } }));
  }
}

function engineAt(root: string): Opened {
  const ports: Work['ports'] = {
    clock: nodeClock,
    random: nodeRandom,
    files: nodeFiles,
    log: silent,
    net: {
      exchange: async () => ({ kind: 'failure', sent: false, failure: 'unreachable', detail: '' }),
      download: async () => ({ kind: 'failure', failure: 'unreachable', detail: '' }),
    },
    keys: {
      get: async () => ({ key: 'sd_bench', from: 'secrets', fingerprint: 'aaaaaaaaaaaa' }),
      onDidChange: () => ({ dispose: () => undefined }),
    },
    settings: { service: () => ({ baseUrl: '' }), onDidChange: () => ({ dispose: () => undefined }) },
  };
  const work: Work = {
    ports,
    store: new JobStore(ports, root, `bench${Math.random().toString(16).slice(2)}`),
    services: allServices,
    pictures: { prepare: async bytes => ({ jpeg: bytes, width: 1, height: 1 }) },
    checkVideo: async () => ({ kind: 'whole', video: { bytes: 1 } }),
    owner: { window: 'bench' },
    submitting: new Set(),
    fetching: new Map(),
    limitsLeft: new Map(),
  };
  return { engine: new CoreEngine({ work, ownerIsGone: () => undefined }), store: work.store };
}
