import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { sail } from './fleet';
import { mutants } from './mutants';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The most seeds that a deliberate bug may survive. */
const within = 1_000;
const table: string[] = [];

for (const mutant of mutants) {
  test(`the simulation finds the bug that ${mutant.name}`, async () => {
    const sum = await sail(root, { first: 1, count: within, enough: 1 }, mutant);
    const caught = sum.broken[0];
    table.push(`${mutant.name}: seed ${caught?.seed ?? 'none'}, ${caught?.violations[0]?.slice(0, 90) ?? 'survived'}`);
    expect(caught, `survived ${within} seeds`).toBeDefined();
  });
}

afterAll(() => process.stdout.write(`${table.join('\n')}\n`));
