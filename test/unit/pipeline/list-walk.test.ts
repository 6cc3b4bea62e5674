// The way through a service's list: whatever its order, its pages and its manners, the newest jobs are read and the reading ends.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ListWalk, pageSize } from '../../../src/core/pipeline/list-walk';
import type { RemoteJob } from '../../../src/core/service';

const hour = 3_600_000;

/** Newest first, an hour apart; the newest is `job_0`. */
const jobs = (count: number): RemoteJob[] =>
  Array.from({ length: count }, (_, index) => ({ remoteId: `job_${index}`, createdAt: (1e6 - index) * hour }));

/** Walks through the list of a service that gives `most` jobs on a page. How often it was asked. */
function walkThrough(walk: ListWalk, list: readonly RemoteJob[], most = pageSize): number {
  return walkOver(walk, offset => list.slice(offset, offset + most));
}

function walkOver(walk: ListWalk, pageAt: (offset: number) => readonly RemoteJob[]): number {
  let asked = 0;
  for (let offset = walk.next; offset !== undefined; offset = walk.next, asked += 1) {
    if (asked > 500) throw new Error('it does not end');
    walk.take(pageAt(offset));
  }
  return asked;
}

const young = (count: number) => (job: RemoteJob) => (job.createdAt ?? 0) <= (1e6 - count) * hour;
const ids = (walk: ListWalk) => walk.jobs.map(({ remoteId }) => remoteId);

describe('a walk through a list', () => {
  it('reads every young job, and none twice, whatever the order and the pages', () => {
    const cases = fc.record({
      length: fc.integer({ min: 0, max: 2_000 }),
      wanted: fc.integer({ min: 1, max: 150 }),
      most: fc.integer({ min: 5, max: pageSize }),
      oldestFirst: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, ({ length, wanted, most, oldestFirst }) => {
        const list = jobs(length);
        const walk = new ListWalk(400, young(wanted));
        const asked = walkThrough(walk, oldestFirst ? list.toReversed() : list, most);
        const found = ids(walk);
        expect(found).toEqual([...new Set(found)]);
        // Twenty pages are the most that is read, however few jobs are on each.
        const reach = Math.min(wanted, length, 15 * most);
        expect(found).toEqual(expect.arrayContaining(list.slice(0, reach).map(({ remoteId }) => remoteId)));
        expect(asked).toBeLessThanOrEqual(52);
      }),
      { numRuns: 300 },
    );
  });

  it('has all of a list that is not too long, in whatever order', () => {
    for (const length of [0, 1, 20, 99, 100, 101, 120, 121, 350, 379]) {
      for (const list of [jobs(length), jobs(length).toReversed()]) {
        const walk = new ListWalk(400);
        walkThrough(walk, list);
        expect(new Set(ids(walk)).size).toBe(length);
        expect(walk.complete, `${length}`).toBe(true);
      }
    }
  });

  it('takes a few pages alone for a list that is newest first', () => {
    const walk = new ListWalk(400, young(3));
    expect(walkThrough(walk, jobs(2_000))).toBe(2);
    expect(walk.hasNewest).toBe(true);
  });

  it('ends with a service that ignores the offset, with one that never ends, and with one that always has a last page', () => {
    const same = new ListWalk(400);
    walkOver(same, () => jobs(pageSize));
    expect(same.complete).toBe(true);
    const endless = new ListWalk(400);
    walkOver(endless, offset =>
      jobs(pageSize).map((_, at) => ({ remoteId: `${offset + at}`, createdAt: (offset + at) * hour })),
    );
    expect(endless).toMatchObject({ complete: false, hasNewest: false });
    const list = jobs(777).toReversed();
    const clamped = new ListWalk(400);
    walkOver(clamped, offset => list.slice(Math.min(offset, 757)).slice(0, pageSize));
    expect(ids(clamped)).toContain('job_0');
  });
});
