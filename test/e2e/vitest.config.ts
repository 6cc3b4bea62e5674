// The e2e layer and the pictures: every file has an editor of its own, and two at a time leave each enough of a small machine.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: ['test/e2e/harness/prepare.ts'],
    maxWorkers: 2,
    // A row may move from under the mouse while a whole editor lays itself out; a test that fails three times has found something.
    retry: 2,
    testTimeout: 90_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    // A whole editor answers more slowly than a function, above all on a busy machine.
    expect: { poll: { timeout: 20_000, interval: 50 } },
  },
});
