import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sail } from './fleet';
import { runSeed } from './run';

const root = fileURLToPath(new URL('../..', import.meta.url));
const one = process.env['REELWRIGHT_SEED'];
const count = Number(process.env['REELWRIGHT_SEEDS'] ?? 20_000);
const first = Number(process.env['REELWRIGHT_FIRST_SEED'] ?? 1);

// One seed is played with its log, or all of them in a fleet.
const [replay, sailing] = one === undefined ? [undefined, test] : [test, undefined];

replay?.(`seed ${one}, with its log`, async () => {
  const report = await runSeed(Number(one));
  process.stdout.write(`${report.log.join('\n')}\n`);
  expect(report.violations).toEqual([]);
});

sailing?.(
  `${count} seeds: nothing paid twice, nothing lost, nothing stuck, no limit exceeded, no key out`,
  async () => {
    const sum = await sail(root, { first, count });
    process.stdout.write(
      `${sum.seeds} seeds: ${sum.jobs} jobs, ${sum.paid} paid for, ${sum.doubts} in doubt, ` +
        `${sum.kills} kills and power cuts, ${sum.effects} effects, ${sum.broken.length} broken\n`,
    );
    expect(sum.broken.map(({ seed, violations }) => `REELWRIGHT_SEED=${seed}: ${violations.join('; ')}`)).toEqual([]);
    expect(sum.seeds).toBe(count);
  },
);

test('a seed plays the same way twice', async () => {
  const [before, after] = [await runSeed(7), await runSeed(7)];
  expect(after.log).toEqual(before.log);
});
