// `npm run pictures`: the same editor and browser as the e2e layer, but the files that take the pictures for the documentation.
import { defineConfig } from 'vitest/config';
import e2e from './vitest.config';

export default defineConfig({
  test: {
    ...e2e.test,
    include: ['test/e2e/**/*.pictures.ts'],
    passWithNoTests: true,
    fileParallelism: false,
    testTimeout: 300_000,
  },
});
