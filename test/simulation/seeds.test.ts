import { expect, test } from 'vitest';
import { runSeed } from './run';

const count = Number(process.env['REELWRIGHT_SEEDS'] ?? 500);
const first = Number(process.env['REELWRIGHT_FIRST_SEED'] ?? 1);

test(`${count} seeds: nothing paid twice, nothing lost, nothing stuck, no key out`, async () => {
  const broken: string[] = [];
  for (let seed = first; seed < first + count && broken.length < 5; seed += 1) {
    const report = await runSeed(seed);
    if (report.violations.length > 0) broken.push(`seed ${seed}: ${report.violations.join('; ')}`);
  }
  expect(broken).toEqual([]);
});
