// A window in a process of its own: the production store and pipeline over the files of this machine. Ends itself outright at a given file-system call.

import { CoreEngine } from '../../src/core/engine/core-engine';
import type { Clock, Ports } from '../../src/core/ports';
import { nodeFiles } from '../../src/core/node/files';
import { nodeRandom } from '../../src/core/node/clock';
import { isFinal } from '../../src/core/job';
import { usvideo } from '../../src/core/services/usvideo';
import { JobStore } from '../../src/core/store/store';
import { writeOnce } from '../../src/core/store/whole';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { countedFiles } from './counted-files';
import { haste, hastyTime } from './haste';
import { plainNet } from './plain-net';
import { isWholeVideo } from './video';

/** What the parent asks of a child. */
export type Errand =
  | {
      readonly kind: 'window';
      readonly root: string;
      readonly baseUrl: string;
      /** The file-system call at which it dies; 0: never. */
      readonly killAt: number;
      /** When time began to run fast, in milliseconds since 1970. */
      readonly epoch: number;
      /** Asks for a video first. */
      readonly generate: boolean;
      /** Where to note what a power cut would leave. */
      readonly shadow?: string;
    }
  | {
      readonly kind: 'race';
      readonly folder: string;
      readonly claims: number;
      readonly name: string;
      readonly racers: number;
    };

function hastyClock(epoch: number): Clock {
  return {
    now: () => hastyTime(epoch),
    elapsed: () => performance.now() * haste,
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds / haste);
      return { dispose: () => clearTimeout(timer) };
    },
  };
}

async function runWindow(errand: Extract<Errand, { kind: 'window' }>): Promise<void> {
  const counted = countedFiles(nodeFiles, errand.killAt, errand.shadow);
  const window = randomBytes(8).toString('hex');
  const ports: Ports = {
    clock: hastyClock(errand.epoch),
    random: nodeRandom,
    files: counted.files,
    net: plainNet,
    keys: {
      get: async () => ({ key: 'sd_child', from: 'secrets', fingerprint: 'aaaaaaaaaaaa' }),
      onDidChange: () => ({ dispose: () => undefined }),
    },
    settings: { service: () => ({ baseUrl: errand.baseUrl }), onDidChange: () => ({ dispose: () => undefined }) },
    log: { write: () => undefined },
  };
  const engine = new CoreEngine({
    work: {
      ports,
      store: new JobStore(ports, errand.root, window),
      services: [usvideo],
      pictures: { prepare: async bytes => ({ jpeg: bytes, width: 64, height: 36 }) },
      checkVideo: async path =>
        isWholeVideo(await readFile(path, 'utf8'))
          ? { kind: 'whole', video: { bytes: 1 } }
          : { kind: 'broken', why: 'no end' },
      owner: { window, pid: process.pid },
      submitting: new Set(),
      fetching: new Map(),
      limitsLeft: new Map(),
    },
    ownerIsGone: () => true,
  });
  await engine.ready;
  if (errand.generate) {
    await engine.generate({ service: 'usvideo', prompt: 'a shoe', options: { duration: 5 } }, 'view');
    process.send?.({ queued: true });
  }
  await settled(engine);
  await engine.stop();
  process.send?.({ calls: counted.calls(), jobs: engine.jobs().map(({ id, state }) => ({ id, state })) });
}

/** Longer than a doubt is looked up: ten minutes of the time that runs here. */
const doubtLastsMs = 660_000 / haste;

/** Resolves when every job has ended, or is left to the person: in doubt after every look-up. */
function settled(engine: CoreEngine): Promise<void> {
  return new Promise(resolve => {
    let waiting: NodeJS.Timeout | undefined;
    const end = () => {
      subscription.dispose();
      resolve();
    };
    const look = () => {
      if (engine.jobs().every(job => isFinal(job.state))) return end();
      if (engine.jobs().every(job => isFinal(job.state) || job.state === 'inDoubt')) {
        waiting ??= setTimeout(end, doubtLastsMs);
        return;
      }
      clearTimeout(waiting);
      waiting = undefined;
    };
    const subscription = engine.onDidChangeJobs(look);
    look();
  });
}

/** Claims that all racers are at together: each takes them in an order of its own, so that none is always first. */
const heat = 250;

async function race({ folder, claims, name, racers }: Extract<Errand, { kind: 'race' }>): Promise<void> {
  const won: number[] = [];
  for (let first = 0; first < claims; first += heat) {
    await meet(folder, `${first}`, name, racers);
    won.push(...(await runHeat(folder, first, Math.min(claims, first + heat), name)));
  }
  process.send?.({ won });
}

/** Waits until all have come so far. */
async function meet(folder: string, at: string, name: string, racers: number): Promise<void> {
  const place = join(folder, `start-${at}`);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, name), '');
  while ((await readdir(place)).length < racers) await new Promise<void>(resolve => setTimeout(resolve, 2));
}

async function runHeat(folder: string, first: number, end: number, name: string): Promise<number[]> {
  const won: number[] = [];
  const left = Array.from({ length: end - first }, (_, index) => first + index);
  while (left.length > 0) {
    const [claim = 0] = left.splice(randomInt(left.length), 1);
    const bytes = new TextEncoder().encode(`${name} ${claim}`);
    const outcome = await writeOnce(nodeFiles, nodeRandom, join(folder, `${claim}.json`), bytes);
    if (outcome === 'written') won.push(claim);
  }
  return won;
}

process.once('message', (errand: Errand) => {
  void (errand.kind === 'race' ? race(errand) : runWindow(errand)).then(() => process.disconnect());
});
