// The layers that need no editor: unit, services and simulation, each a project that can be run alone (`vitest run --project unit`).
import { defineConfig } from 'vitest/config';

/** A layer's tests lie in the folder of its name. */
function layer(name: string, testTimeout: number) {
  return { test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout } };
}

export default defineConfig({
  test: {
    projects: [layer('unit', 10_000), layer('services', 10_000), layer('simulation', 180_000)],
  },
});
