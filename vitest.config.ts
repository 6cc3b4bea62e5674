// The layers that need no editor: unit and simulation, each a project that can be run alone (`vitest run --project unit`).
import { defineConfig } from 'vitest/config';

/** A layer's tests lie in the folder of its name, and in those that belong to it. */
function layer(name: string, testTimeout: number, ...more: string[]) {
  return { test: { name, include: [name, ...more].map(folder => `test/${folder}/**/*.test.ts`), testTimeout } };
}

// The simulation uses every core by itself: one file at a time.
const simulation = layer('simulation', 900_000, 'kills', 'fuzz');

export default defineConfig({
  test: {
    projects: [layer('unit', 30_000), { test: { ...simulation.test, fileParallelism: false, hookTimeout: 60_000 } }],
  },
});
