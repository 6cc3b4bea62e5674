// What counts against a service's jobs at a time.

import { expect, test } from 'vitest';
import { runnersOf } from '../../../src/core/pipeline/due';
import type { StoredJob } from '../../../src/core/store/store';

const minute = 60_000;
const now = Date.UTC(2026, 0, 5, 9);

/** In doubt: claimed and seen to be in doubt so long ago. */
function doubtful(claimedMs: number, seenMs: number): StoredJob {
  const attempt = { number: 1, attempt: { at: now - claimedMs }, doubt: { at: now - seenMs } };
  return { id: 'a', records: { spec: { at: now - claimedMs }, attempts: [attempt] }, live: {} } as unknown as StoredJob;
}

const running = (job: StoredJob) => runnersOf([job], () => 'inDoubt', now);

test('what is in doubt may be running for a quarter of an hour', () => {
  expect(running(doubtful(2 * minute, minute))).toBe(1);
  expect(running(doubtful(20 * minute, 16 * minute))).toBe(0);
});

test('it counts from when it was seen, since its window may have hung for hours between its claim and its request', () => {
  expect(running(doubtful(180 * minute, minute))).toBe(1);
});
