// Kills a window at every file-system call that it makes, or at a spread of them.

import { availableParallelism } from 'node:os';
import type { Parent } from './parent';

export interface Sweep {
  /** Steps of a whole run, two for each call. */
  readonly calls: number;
  /** Windows that died before they were done. */
  readonly kills: number;
  readonly wrong: readonly string[];
}

/** @param samples how many of the steps; all where there are no more */
export async function killAll(parent: Parent, what: 'processes' | 'power', samples: number): Promise<Sweep> {
  const calls = await parent.countCalls();
  const every = Math.max(1, calls / samples);
  const steps = Array.from({ length: Math.min(samples, calls) }, (_, index) => 1 + Math.floor(index * every));
  let kills = 0;
  const wrong: string[] = [];
  const next = async () => {
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      const run = await parent.killedAt(step, what);
      if (run.said.calls === undefined) kills += 1;
      wrong.push(...run.wrong.map(problem => `killed at step ${step}: ${problem}`));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, next));
  return { calls, kills, wrong };
}
