import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Parent } from './parent';
import { killAll } from './sweep';

const root = fileURLToPath(new URL('../..', import.meta.url));
const samples = Number(process.env['REELWRIGHT_KILLS'] ?? 30);
let parent: Parent;

beforeAll(async () => {
  parent = await Parent.begin(root);
});
afterAll(() => parent.end());

test.each(['processes', 'power'] as const)(
  'killed %s at any file-system call: one paid job, one whole video',
  async what => {
    const sum = await killAll(parent, what, samples);
    process.stdout.write(`${what}: ${sum.kills} kills among ${sum.calls} steps, ${sum.wrong.length} wrong\n`);
    expect(sum.wrong).toEqual([]);
    expect(sum.kills).toBeGreaterThan(samples * 0.8);
  },
);

test('four processes race for 5,000 claims, and no claim has two winners', async () => {
  const folder = join(parent.folder, 'claims');
  await mkdir(folder);
  const names = ['a', 'b', 'c', 'd'];
  const said = await Promise.all(
    names.map(name => parent.run({ kind: 'race', folder, claims: 5_000, name, racers: names.length })),
  );
  const winners = new Map<number, string>();
  said.forEach(({ won }, index) => {
    for (const claim of won ?? []) {
      expect(winners.has(claim), `claim ${claim} was won twice`).toBe(false);
      winners.set(claim, names[index] ?? '');
    }
  });
  expect(winners.size).toBe(5_000);
  // Else it was no race of four.
  for (const { won } of said) expect(won?.length).toBeGreaterThan(250);
  for (const [claim, name] of winners) {
    expect(await readFile(join(folder, `${claim}.json`), 'utf8')).toBe(`${name} ${claim}`);
  }
  process.stdout.write(
    `5,000 claims: ${names.map((name, index) => `${name} ${said[index]?.won?.length}`).join(', ')}\n`,
  );
});
