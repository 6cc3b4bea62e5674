// Runs the long proof and prints what it ran and found; ends with 1 where anything is wrong. Parts can be named: seeds, mutants, kills, fuzz.

import { join } from 'node:path';
import { fuzz, fuzzers } from '../fuzz/fuzzers';
import { Parent } from '../kills/parent';
import { killAll } from '../kills/sweep';
import { Fleet, sail } from '../simulation/fleet';
import { mutants } from '../simulation/mutants';
import { Progress } from './progress';

const [root = '.', ...named] = process.argv.slice(2);
const seedsWanted = Number(process.env['REELWRIGHT_SEEDS'] ?? 1_000_000);
const fuzzSeconds = Number(process.env['REELWRIGHT_FUZZ_SECONDS'] ?? 60);
/** Seeds between two notes of how far it has come. */
const leg = 5_000;
const mutantWithin = 1_000;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What is proven is what the sources were when it began, however long it takes. */
async function seeds(): Promise<readonly string[]> {
  const fleet = await Fleet.build(root);
  try {
    return await playFrom(fleet);
  } finally {
    await fleet.remove();
  }
}

async function playFrom(fleet: Fleet): Promise<readonly string[]> {
  const progress = await Progress.read(fleet.script, join(root, '.build/proof-seeds.json'));
  if (progress.sum.seeds > 0) say(`  goes on after ${progress.sum.seeds} seeds of the same sources`);
  while (progress.sum.seeds < seedsWanted && progress.sum.broken.length === 0) {
    const first = progress.sum.seeds + 1;
    const sum = await fleet.sail({ first, count: Math.min(leg, seedsWanted - progress.sum.seeds) });
    await progress.add(sum);
    const { seeds: done, jobs, paid, doubts, kills, effects } = progress.sum;
    say(
      `  ${done} seeds: ${jobs} jobs, ${paid} paid for, ${doubts} in doubt, ` +
        `${kills} kills and power cuts, ${effects} effects, ${progress.sum.broken.length} broken`,
    );
  }
  return progress.sum.broken.map(({ seed, violations }) => `seed ${seed}: ${violations.join('; ')}`);
}

async function bugs(): Promise<readonly string[]> {
  const survivors: string[] = [];
  for (const mutant of mutants) {
    const { broken } = await sail(root, { first: 1, count: mutantWithin, enough: 1 }, mutant);
    const caught = broken[0];
    if (caught === undefined) survivors.push(`survived ${mutantWithin} seeds: ${mutant.name}`);
    else say(`  ${mutant.name}: seed ${caught.seed}, ${caught.violations[0]}`);
  }
  return survivors;
}

async function kills(): Promise<readonly string[]> {
  const parent = await Parent.begin(root);
  try {
    const wrong: string[] = [];
    for (const what of ['processes', 'power'] as const) {
      const sweep = await killAll(parent, what, Number.POSITIVE_INFINITY);
      say(`  ${what}: ${sweep.kills} kills among ${sweep.calls} steps, ${sweep.wrong.length} wrong`);
      wrong.push(...sweep.wrong);
    }
    return wrong;
  } finally {
    await parent.end();
  }
}

async function readers(): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const fuzzer of fuzzers) {
    const first = 1 + Math.floor(Math.random() * 1e9);
    const rounds = await fuzz(fuzzer, fuzzSeconds * 1_000, first).catch((error: unknown) => {
      wrong.push(String(error));
      return 0;
    });
    say(`  ${fuzzer.name}: ${rounds} rounds`);
  }
  return wrong;
}

/** The longest last. */
const parts = { mutants: bugs, kills, fuzz: readers, seeds };
const wrong: string[] = [];
for (const [name, part] of Object.entries(parts)) {
  if (named.length > 0 && !named.includes(name)) continue;
  const start = performance.now();
  say(`── ${name}`);
  const found = await part();
  wrong.push(...found);
  say(`── ${name}: ${found.length} wrong (${((performance.now() - start) / 1000).toFixed(0)} s)`);
}
for (const problem of wrong) say(problem);
say(wrong.length === 0 ? '\nNothing wrong was found.' : `\n${wrong.length} wrong`);
process.exitCode = wrong.length > 0 ? 1 : 0;
