// What counts against a service's jobs at a time.

import { expect, test } from 'vitest';
import { runnersOf } from '../../../src/core/pipeline/due';
import type { StoredJob } from '../../../src/core/store/stored-job';

const minute = 60_000;
const now = Date.UTC(2026, 0, 5, 9);

/** In doubt: claimed and seen to be in doubt so long ago. */
function doubtful(claimedMs: number, seenMs: number): StoredJob {
  return attempted(claimedMs, { doubt: { at: now - seenMs } });
}

function attempted(claimedMs: number, verdict: object): StoredJob {
  const attempt = { number: 1, attempt: { at: now - claimedMs }, ...verdict };
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

test('where the doubt is not written yet it counts, however long ago it was claimed: it may have been sent a moment ago', () => {
  expect(running(attempted(360 * minute, {}))).toBe(1);
});
