// Every documented error code of the five pages, on the production pipeline, from text and from an image: its outcome, its words, its advice.

import { describe, expect } from 'vitest';
import type { Job } from '../../../../src/core/job';
import type { documented } from './documented';
import type { DialectId, Kind } from './facts';
import { proves, provesEach } from './proves';
import { everyWay, words } from './speaking';
import type { Speaking } from './speaking';
import { setOut, submitting } from './way';

/** What becomes of a job whose submit is answered so. */
type Outcome = 'fails' | 'is in doubt' | 'waits' | 'shrinks' | 'is not there';

const codes = {
  usvideo: [
    ['HTTP 400', 400, 'fails'],
    ['HTTP 401', 401, 'fails'],
    ['HTTP 402', 402, 'fails'],
    ['HTTP 413', 413, 'shrinks'],
    ['HTTP 404', 404, 'fails'],
    ['HTTP 429', 429, 'waits'],
    ['HTTP 500', 500, 'is in doubt'],
    ['HTTP 502', 502, 'fails'],
    ['HTTP 504', 504, 'is in doubt'],
  ],
  'usvideo-platform': [
    ['HTTP 400', 400, 'fails'],
    ['HTTP 401', 401, 'fails'],
    ['HTTP 402', 402, 'fails'],
    ['HTTP 404', 404, 'fails'],
    ['HTTP 429', 429, 'waits'],
    ['HTTP 500', 500, 'is in doubt'],
    ['HTTP 503', 503, 'waits'],
  ],
  'seedance-tv': [
    ['INVALID_API_KEY', 401, 'fails'],
    ['INSUFFICIENT_CREDITS', 402, 'fails'],
    ['RATE_LIMIT_EXCEEDED', 429, 'waits'],
    ['INVALID_PROMPT', 400, 'fails'],
    ['INVALID_IMAGE', 400, 'fails'],
    ['JOB_FAILED', 500, 'fails'],
    ['SERVICE_UNAVAILABLE', 503, 'waits'],
  ],
  vibegen: [
    ['INVALID_API_KEY', 401, 'fails'],
    ['INVALID_PARAMETER', 400, 'fails'],
    ['INSUFFICIENT_CREDITS', 402, 'fails'],
    ['TASK_NOT_FOUND', 404, 'is not there'],
    ['RATE_LIMIT_EXCEEDED', 429, 'waits'],
    ['PROVIDER_ERROR', 502, 'is in doubt'],
    ['INTERNAL_ERROR', 500, 'is in doubt'],
  ],
  seedanceapi: [
    ['INVALID_PROMPT', 400, 'fails'],
    ['INVALID_ASPECT_RATIO', 400, 'fails'],
    ['INVALID_RESOLUTION', 400, 'fails'],
    ['INVALID_DURATION', 400, 'fails'],
    ['TOO_MANY_IMAGES', 400, 'fails'],
    ['INVALID_API_KEY', 401, 'fails'],
    ['INSUFFICIENT_CREDITS', 402, 'fails'],
    ['TASK_NOT_FOUND', 404, 'is not there'],
    ['INTERNAL_ERROR', 500, 'is in doubt'],
  ],
} as const satisfies { [Id in DialectId]: readonly (readonly [keyof (typeof documented)[Id], number, Outcome])[] };

function expectWords(job: Job, status: number): void {
  expect(job.error).toMatchObject({ message: words, httpStatus: status });
  expect(job.error?.advice).toMatch(/^[A-Z].{20,}\.$/s);
}

async function submitMeets(
  speaks: Speaking,
  kind: Kind,
  name: string,
  status: number,
  outcome: Outcome,
): Promise<void> {
  const code = name.startsWith('HTTP') ? 'some_code' : name;
  const way = await submitting(speaks, kind, speaks.error(status, code), speaks.accepted());
  const { bench, engine, id } = way;
  switch (outcome) {
    case 'fails':
      expectWords(await bench.untilState(engine, id, 'failed'), status);
      return expect(way.posts()).toBe(1);
    case 'is in doubt':
      expect((await bench.untilState(engine, id, 'inDoubt')).error).toMatchObject({ message: words });
      await bench.time.run(120_000);
      return expect(way.posts()).toBe(1);
    case 'waits':
      await bench.until(engine, id, job => job.remoteId === 'job_1');
      return expect(way.posts()).toBe(2);
    case 'shrinks': {
      if (kind === 'picture') await bench.until(engine, id, job => job.remoteId === 'job_1');
      else expectWords(await bench.untilState(engine, id, 'failed'), status);
      return expect(way.posts()).toBe(kind === 'picture' ? 2 : 1);
    }
    case 'is not there':
      return undefined;
  }
}

/** The code of a question, not of a submit: the job is gone, after it was asked twice. */
async function statusMeets(speaks: Speaking, kind: Kind, name: string, status: number): Promise<void> {
  const { bench, engine, id } = await setOut(speaks, kind, {
    [speaks.submit[kind]]: [speaks.accepted()],
    [speaks.status('job_1')]: [speaks.error(status, name)],
  });
  const job = await bench.untilState(engine, id, 'failed');
  expect(job.error?.code).toBe('gone');
  expect(bench.asked(speaks.status('job_1'))).toBeGreaterThanOrEqual(2);
}

describe.each(everyWay)('$name', ({ speaks, kind }) => {
  const rows: readonly (readonly [string, number, Outcome])[] = codes[speaks.id];
  // The rows of one dialect name facts of that dialect: `satisfies` above holds them against it.
  const mark = (name: string) => proves(speaks.id, name as 'submit', kind);
  provesEach(mark, rows)('%s (%i) of the page %s', (name, status, outcome) =>
    outcome === 'is not there'
      ? statusMeets(speaks, kind, name, status)
      : submitMeets(speaks, kind, name, status, outcome),
  );
});
