// Plays many seeds on all cores, with the production code as it is or with one deliberate bug.

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from './bundle';
import type { Mutant } from './mutants';
import type { Orders, Played } from './player';

export interface Voyage {
  readonly first: number;
  readonly count: number;
  /** Broken seeds after which all processes end; default 5. */
  readonly enough?: number;
  /** Processes; default one for each core. */
  readonly processes?: number;
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

/** The simulated world with the production sources as they are now, ready to be played. */
export class Fleet {
  private constructor(
    private readonly folder: string,
    readonly script: string,
    /** Where another version of the product lies, which some of the windows run. */
    private readonly besides?: string,
  ) {}

  /** @param root the repository @param version another version that some of the windows run */
  static async build(root: string, mutant?: Mutant, version?: Mutant): Promise<Fleet> {
    const folder = await mkdtemp(join(tmpdir(), 'reelwright-simulation-'));
    const besides = version === undefined ? undefined : join(folder, 'besides.mjs');
    const fleet = new Fleet(folder, join(folder, 'player.mjs'), besides);
    await bundle(root, 'test/simulation/player.ts', fleet.script, mutant);
    if (besides !== undefined) await bundle(root, 'test/simulation/world/build.ts', besides, version);
    return fleet;
  }

  /** Plays the seeds. */
  async sail(voyage: Voyage): Promise<Sum> {
    const sum: Sum = { seeds: 0, jobs: 0, paid: 0, doubts: 0, kills: 0, effects: 0, broken: [] };
    await playAll({ script: this.script, ...(this.besides !== undefined && { besides: this.besides }) }, voyage, sum);
    sum.broken.sort((a, b) => a.seed - b.seed);
    return sum;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Plays the seeds, once. @param root the repository @param version see `Fleet` */
export async function sail(root: string, voyage: Voyage, mutant?: Mutant, version?: Mutant): Promise<Sum> {
  const fleet = await Fleet.build(root, mutant, version);
  try {
    return await fleet.sail(voyage);
  } finally {
    await fleet.remove();
  }
}

/** One core collects its own garbage; most of it is short-lived, and room for it saves a tenth of the time. */
const flags = ['--single-threaded-gc', '--max-semi-space-size=32', '--no-warnings'];

async function playAll(ship: { script: string; besides?: string }, voyage: Voyage, sum: Sum): Promise<void> {
  const { script, ...others } = ship;
  const { first, count, enough = 5 } = voyage;
  const step = Math.min(voyage.processes ?? availableParallelism(), count);
  const ships: ChildProcess[] = [];
  for (let index = 0; index < step; index += 1) {
    const orders: Orders = { first: first + index, step, count: Math.ceil((count - index) / step), enough, ...others };
    const ship = fork(script, [JSON.stringify(orders)], { execArgv: flags });
    ship.on('message', (played: Played) => {
      for (const name of ['seeds', 'jobs', 'paid', 'doubts', 'kills', 'effects'] as const) sum[name] += played[name];
      sum.broken.push(...played.broken);
      voyage.told?.(sum);
      if (sum.broken.length >= enough) for (const other of ships) other.kill();
    });
    ships.push(ship);
  }
  await Promise.all(ships.map(ship => ended(ship, () => sum.broken.length >= enough)));
}

function ended(ship: ChildProcess, wasCalledBack: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    ship.on('error', reject);
    ship.on('exit', (code, signal) => {
      if (code === 0 || wasCalledBack()) resolve();
      else reject(new Error(`a simulation ended with ${code ?? signal}`));
    });
  });
}
