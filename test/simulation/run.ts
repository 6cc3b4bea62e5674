// Runs one seed: trouble, then calm, then the invariants; in half of the runs the user decides what is left in doubt.

import { violationsOf } from './invariants';
import { agreement } from './agreement';
import { quiet } from './world/clock';
import type { Build } from './world/build';
import { World } from './world/world';

export interface RunReport {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly jobs: number;
  readonly paid: number;
  readonly doubts: number;
  readonly kills: number;
  readonly effects: number;
  readonly log: readonly string[];
}

/** Plays one seed. The same seed plays the same way, on every machine. @param builds see `World` */
export async function runSeed(seed: number, builds?: readonly Build[]): Promise<RunReport> {
  // The thread's own messages, and errors that nobody handled, have their turn between two runs.
  await quiet();
  const world = new World(seed, builds);
  await world.trouble();
  await world.calm();
  const doubts = world.jobs().filter(job => job.state === 'inDoubt').length;
  const violations: string[] = [];
  if (doubts > 0 && world.chance.happens(0.5)) {
    await world.decide();
  }
  if (world.chance.happens(0.1)) violations.push(...(await agreement(world)));
  violations.push(...violationsOf(world));
  return {
    seed,
    violations,
    jobs: world.jobs().length,
    paid: world.services.reduce((sum, service) => sum + service.paid.length, 0),
    doubts,
    kills: world.kills,
    effects: world.fate.effects,
    log: world.log,
  };
}
