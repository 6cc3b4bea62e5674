// Plays seeds in a process of its own: those from `first` on, every `step`th, until `count` are played or enough are broken.

import { runSeed } from './run';
import { build } from './world/build';
import type { Build } from './world/build';

export interface Orders {
  readonly first: number;
  readonly step: number;
  readonly count: number;
  /** Broken seeds after which it stops. */
  readonly enough: number;
  /** A module with another version of the product, which some of the windows run. */
  readonly besides?: string;
}

/** Sums since the last message. */
export interface Played {
  readonly seeds: number;
  readonly jobs: number;
  readonly paid: number;
  readonly doubts: number;
  readonly kills: number;
  readonly effects: number;
  readonly broken: readonly { readonly seed: number; readonly violations: readonly string[] }[];
}

const tellEvery = 100;

async function play({ first, step, count, enough, besides }: Orders): Promise<void> {
  const builds = [build];
  if (besides !== undefined) builds.push(((await import(besides)) as { build: Build }).build);
  let broken = 0;
  for (let done = 0; done < count && broken < enough;) {
    const played = await playSome({
      first: first + done * step,
      step,
      count: Math.min(tellEvery, count - done),
      enough: enough - broken,
      builds,
    });
    done += played.seeds;
    broken += played.broken.length;
    await new Promise<void>(resolve => process.send?.(played, () => resolve()));
  }
}

async function playSome({
  first,
  step,
  count,
  enough,
  builds,
}: Orders & { builds: readonly Build[] }): Promise<Played> {
  const sum = { seeds: 0, jobs: 0, paid: 0, doubts: 0, kills: 0, effects: 0 };
  const broken: { seed: number; violations: readonly string[] }[] = [];
  for (let index = 0; index < count && broken.length < enough; index += 1) {
    const report = await runSeed(first + index * step, builds);
    sum.seeds += 1;
    for (const name of ['jobs', 'paid', 'doubts', 'kills', 'effects'] as const) sum[name] += report[name];
    if (report.violations.length > 0) broken.push({ seed: report.seed, violations: report.violations });
  }
  return { ...sum, broken };
}

// The world throws thousands of file errors; nobody looks at where.
Error.stackTraceLimit = 0;
const orphaned = () => process.exit(1);
process.once('disconnect', orphaned);
await play(JSON.parse(process.argv[2] ?? '') as Orders);
process.off('disconnect', orphaned);
process.disconnect();
