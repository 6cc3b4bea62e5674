// Plays many seeds on all cores, with the production code as it is or with one deliberate bug.

import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { bundle } from './bundle';
import type { Mutant } from './mutants';
import type { Orders, Played } from './player';

export interface Voyage {
  readonly first: number;
  readonly count: number;
  readonly mutant?: Mutant;
  /** Broken seeds after which it ends; default 5. */
  readonly enough?: number;
  /** Threads; default one for each core. */
  readonly threads?: number;
  told?(sum: Sum): void;
}

export interface Sum {
  seeds: number;
  jobs: number;
  paid: number;
  doubts: number;
  kills: number;
  effects: number;
  broken: { readonly seed: number; readonly violations: readonly string[] }[];
}

/** Plays the seeds. @param root the repository */
export async function sail(root: string, voyage: Voyage): Promise<Sum> {
  const folder = await mkdtemp(join(tmpdir(), 'reelwright-simulation-'));
  try {
    const script = join(folder, 'player.mjs');
    await bundle(root, 'test/simulation/player.ts', script, voyage.mutant);
    const sum: Sum = { seeds: 0, jobs: 0, paid: 0, doubts: 0, kills: 0, effects: 0, broken: [] };
    const threads = Math.min(voyage.threads ?? availableParallelism(), voyage.count);
    const workers = Array.from({ length: threads }, (_, index) => launch(script, voyage, threads, index, sum));
    await Promise.all(workers.map(({ end }) => end));
    sum.broken.sort((a, b) => a.seed - b.seed);
    return sum;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function launch(script: string, voyage: Voyage, threads: number, index: number, sum: Sum): { end: Promise<void> } {
  const count = Math.ceil((voyage.count - index) / threads);
  const enough = voyage.enough ?? 5;
  const orders: Orders = { first: voyage.first + index, step: threads, count, enough };
  // Most of what a run makes is short-lived: room for it saves a tenth of the time.
  const worker = new Worker(script, { workerData: orders, resourceLimits: { maxYoungGenerationSizeMb: 96 } });
  const end = new Promise<void>((resolve, reject) => {
    worker.on('message', (played: Played) => {
      for (const name of ['seeds', 'jobs', 'paid', 'doubts', 'kills', 'effects'] as const) sum[name] += played[name];
      sum.broken.push(...played.broken);
      voyage.told?.(sum);
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
  return { end };
}
