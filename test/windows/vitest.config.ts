// The windows layer: several real editors at once, so one file after the other, and no second chance: what fails once has found something.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/windows/**/*.test.ts'],
    globalSetup: ['test/e2e/harness/prepare.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 180_000,
    teardownTimeout: 20_000,
    expect: { poll: { timeout: 30_000, interval: 50 } },
  },
});
