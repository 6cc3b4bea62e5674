import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JobList } from '../../../src/core/engine/job-list';
import type { Job } from '../../../src/core/job';
import { JobGroups } from '../../../src/editor/views/jobs/groups';
import { groupJobs, groupOf } from '../../../src/editor/views/jobs/model';

const states = ['queued', 'running', 'completed', 'failed', 'inDoubt'] as const;

function jobOf(number: number, state: Job['state']): Job {
  // Takes of one request are made in the same millisecond.
  return { id: `job-${number}`, createdAt: 1_000 + Math.floor(number / 3), take: (number % 3) + 1, state } as Job;
}

/** A number of a job, and its new state; undefined takes it away. */
const anyChange = fc.tuple(fc.integer({ min: 0, max: 120 }), fc.option(fc.constantFrom(...states), { nil: undefined }));
const anyChanges = fc.array(fc.array(anyChange, { minLength: 1, maxLength: 90 }), { maxLength: 8 });

function sortedAnew(jobs: Iterable<Job>): Job[] {
  return [...jobs].toSorted((a, b) => b.createdAt - a.createdAt || a.take - b.take);
}

describe('one more event', () => {
  it('leaves the list and the groups as if they were made anew', () => {
    fc.assert(
      fc.property(anyChanges, rounds => {
        const [list, groups, truth] = [new JobList(), new JobGroups(), new Map<string, Job>()];
        const engine = { job: (id: string) => list.get(id), jobs: () => list.all() };
        for (const changes of rounds) {
          const known = new Map(truth);
          for (const [number, state] of changes) {
            const job = jobOf(number, state ?? 'queued');
            if (state === undefined) list.delete(job.id);
            else list.set(job);
            if (state === undefined) truth.delete(job.id);
            else truth.set(job.id, job);
          }
          const ids = new Set(changes.map(([number]) => `job-${number}`));
          const moves = groups.update(ids, engine);
          expect(list.all()).toEqual(sortedAnew(truth.values()));
          expect(groups.now).toEqual(groupJobs(list.all()));
          const expected = [...ids].filter(id => {
            const [was, is] = [known.get(id), truth.get(id)];
            return was !== undefined && (is === undefined || groupOf(was) !== groupOf(is));
          });
          expect(moves.map(({ id }) => id)).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same list until something changes', () => {
    const list = new JobList();
    list.set(jobOf(1, 'running'));
    const once = list.all();
    expect(list.all()).toBe(once);
    list.set(jobOf(2, 'running'));
    expect(list.all()).not.toBe(once);
    expect(once).toHaveLength(1);
  });
});
