// A window with the real core: files in a folder of its own, loopback network, and a public address that leads to it.

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkVideoFile } from '../../../src/core/media/check-video';
import { createNet } from '../../../src/core/net/transport';
import { nodeClock, nodeRandom } from '../../../src/core/node/clock';
import { nodeFiles } from '../../../src/core/node/files';
import type { Job } from '../../../src/core/job';
import { CoreEngine } from '../../../src/core/engine/core-engine';
import type { Work } from '../../../src/core/pipeline/work';
import type { Log, PublicAccess } from '../../../src/core/ports';
import { PublicDoor } from '../../../src/core/public/door';
import { callbackSecretsOver, consentsOver } from '../../../src/core/public/keeping';
import { allServices } from '../../../src/core/services/catalog';
import { JobStore } from '../../../src/core/store/store';
import type { StandIn } from '../../services/stand-in';
import { memoryLog } from '../net/world';

export const publicAddress = 'https://tunnel.example';

export interface WindowOptions {
  readonly folder: string;
  readonly name?: string;
  readonly server?: StandIn;
  readonly service?: string;
  readonly access?: PublicAccess;
  readonly ownerIsGone?: (owner: string) => boolean | undefined;
  /** Without: this window has no key, and leads nothing. */
  readonly key?: string;
}

export interface TestWindow {
  readonly engine: CoreEngine;
  readonly door: PublicDoor;
  readonly work: Work;
  readonly told: string[];
  /** Resolves when a line with this message is or was written. */
  logged(message: string): Promise<void>;
  readonly secrets: Map<string, string>;
  access: PublicAccess;
  settingsChanged(): void;
}

const closing: (() => Promise<unknown>)[] = [];

/** Ends everything that was opened, windows first. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).toReversed()) await close();
}

export function closeLater(close: () => Promise<unknown>): void {
  closing.push(close);
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reelwright-public-'));
  closeLater(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>(resolve => server.close(() => resolve()));
  return port;
}

export async function openWindow(options: WindowOptions): Promise<TestWindow> {
  const told: string[] = [];
  const { log, logged } = heardLog();
  const secrets = new Map<string, string>();
  const state = new Map<string, unknown>();
  const listeners = new Set<() => void>();
  const window = { access: options.access ?? {} };
  const key = options.key ?? options.server?.key;
  const owner = { window: options.name ?? 'w1', pid: process.pid, host: 'here' };
  const base = { clock: nodeClock, random: nodeRandom, files: nodeFiles, log };
  const ports = {
    ...base,
    net: createNet({ clock: nodeClock, log, proxyFor: () => false }),
    keys: {
      get: async () => (key === undefined ? undefined : { key, from: 'secrets' as const, fingerprint: 'abcdef012345' }),
      onDidChange: () => ({ dispose: () => undefined }),
    },
    settings: {
      service: (id: string) => ({
        baseUrl: id === options.service ? (options.server?.baseUrl ?? '') : '',
        requestsPerMinute: 10_000,
      }),
      publicAccess: () => window.access,
      onDidChange: (listener: () => void) => {
        listeners.add(listener);
        return { dispose: () => listeners.delete(listener) };
      },
    },
    consents: consentsOver({
      get: name => state.get(name),
      update: async (name, value) => void state.set(name, value),
    }),
    callbackSecrets: callbackSecretsOver(
      { get: async name => secrets.get(name), store: async (name, value) => void secrets.set(name, value) },
      () => undefined,
    ),
  };
  const work: Work = {
    ports,
    store: new JobStore(base, options.folder, owner.window),
    services: allServices,
    pictures: { prepare: async bytes => ({ jpeg: bytes, width: 64, height: 36 }) },
    checkVideo: checkVideoFile,
    owner,
    submitting: new Set(),
    fetching: new Map(),
    limitsLeft: new Map(),
  };
  const ownerIsGone = options.ownerIsGone ?? (() => undefined);
  const door = new PublicDoor(work, { ownerIsGone, tell: sentence => void told.push(sentence) });
  const whole = { ...work, door };
  const engine = new CoreEngine({ work: whole, ownerIsGone });
  closeLater(() => engine.stop());
  await engine.ready;
  return Object.assign(window, {
    engine,
    door,
    work: whole,
    told,
    logged,
    secrets,
    settingsChanged: () => {
      for (const listener of listeners) listener();
    },
  });
}

function heardLog() {
  const memory = memoryLog();
  const waiting: { readonly message: string; readonly resolve: () => void }[] = [];
  const log: Log = {
    write(level, message, facts) {
      memory.write(level, message, facts);
      for (const waiter of waiting) if (waiter.message === message) waiter.resolve();
    },
  };
  const logged = (message: string) =>
    new Promise<void>(resolve => {
      if (memory.lines.some(line => line.message === message)) resolve();
      else waiting.push({ message, resolve });
    });
  return { log, logged };
}

/** Resolves when the job is as `fits` says. */
export function jobThat(engine: CoreEngine, id: string, fits: (job: Job) => boolean): Promise<Job> {
  return new Promise(resolve => {
    const now = engine.job(id);
    if (now !== undefined && fits(now)) return resolve(now);
    const subscription = engine.onDidChangeJobs(({ changed }) => {
      const job = changed.find(candidate => candidate.id === id && fits(candidate));
      if (job === undefined) return;
      subscription.dispose();
      resolve(job);
    });
  });
}
