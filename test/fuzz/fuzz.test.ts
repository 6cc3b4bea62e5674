import { expect, test } from 'vitest';
import { fuzz, fuzzers } from './fuzzers';

const seconds = Number(process.env['REELWRIGHT_FUZZ_SECONDS'] ?? 1);

test.each(fuzzers.map(fuzzer => [fuzzer.name, fuzzer] as const))(
  'damaged %s are read without harm',
  async (name, fuzzer) => {
    const rounds = await fuzz(fuzzer, seconds * 1_000);
    process.stdout.write(`${name}: ${rounds} rounds\n`);
    expect(rounds).toBeGreaterThan(20);
  },
);
