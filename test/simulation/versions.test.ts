import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sail } from './fleet';
import { bugsBesideNewer, compatible, newer } from './versions';

const root = fileURLToPath(new URL('../..', import.meta.url));
const count = Number(process.env['REELWRIGHT_VERSION_SEEDS'] ?? 500);
const first = Number(process.env['REELWRIGHT_FIRST_SEED'] ?? 1);

for (const version of [compatible, newer]) {
  test(`${count} seeds in which windows of today run beside ${version.name}`, async () => {
    const sum = await sail(root, { first, count }, undefined, version);
    process.stdout.write(
      `${version.name}: ${sum.seeds} seeds, ${sum.jobs} jobs, ${sum.paid} paid for, ${sum.doubts} in doubt, ${sum.broken.length} broken\n`,
    );
    expect(sum.broken.map(({ seed, violations }) => `${seed}: ${violations.join('; ')}`)).toEqual([]);
    expect(sum.seeds).toBe(count);
  });
}

for (const bug of bugsBesideNewer) {
  test(`beside a later version, the simulation finds a window that ${bug.name}`, async () => {
    const sum = await sail(root, { first: 1, count: 1_000, enough: 1 }, bug, newer);
    const caught = sum.broken[0];
    process.stdout.write(
      `${bug.name}: seed ${caught?.seed ?? 'none'}, ${caught?.violations[0]?.slice(0, 90) ?? 'survived'}\n`,
    );
    expect(caught).toBeDefined();
  });
}
