// The Jobs tree: who is in which group, and that only what changed is drawn again.

import { describe, expect, it } from 'vitest';
import { jobStates, type Job } from '../../../src/core/job';
import { groupJobs, groupOf, headsOf, pageSize, refreshBetween } from '../../../src/editor/views/jobs/model';
import { Rows } from '../../../src/editor/views/jobs/rows';
import { aJob } from './jobs';

const shown = () => pageSize;

function refresh(before: readonly Job[], after: readonly Job[], ...changed: string[]) {
  const heads = (jobs: readonly Job[]) => headsOf(groupJobs(jobs), shown);
  return refreshBetween(heads(before), heads(after), new Set(changed));
}

describe('a job stands', () => {
  it('in the group of its state', () => {
    expect(Object.fromEntries(jobStates.map(state => [state, groupOf(aJob({ state }))]))).toEqual({
      queued: 'queued',
      submitting: 'running',
      inDoubt: 'needs',
      pending: 'running',
      running: 'running',
      downloading: 'running',
      completed: 'done',
      failed: 'failed',
      cancelled: 'failed',
      expired: 'failed',
    });
  });

  it('in Needs you whatever its state, when it needs somebody', () => {
    expect(groupOf(aJob({ state: 'queued', needs: 'key' }))).toBe('needs');
    expect(groupOf(aJob({ state: 'downloading', needs: 'room' }))).toBe('needs');
  });
});

describe('a refresh', () => {
  const running = aJob({ id: 'r', state: 'running' });
  const done = aJob({ id: 'd', state: 'completed' });

  it('is of one row when only that job changed', () => {
    const after = { ...running, fraction: 0.5 };
    expect(refresh([running, done], [after, done], 'r')).toEqual({ kind: 'parts', groups: [], jobs: [after] });
  });

  it('is of the two groups when a job moved between groups that stay', () => {
    const other = aJob({ id: 'r2', state: 'running' });
    const after = { ...running, state: 'completed' as const };
    expect(refresh([running, other, done], [after, other, done], 'r')).toEqual({
      kind: 'parts',
      groups: ['running', 'done'],
      jobs: [],
    });
  });

  it('is of everything when a group comes or goes', () => {
    expect(refresh([done], [aJob({ id: 'n' }), done], 'n')).toEqual({ kind: 'all' });
    expect(refresh([running, done], [done], 'r')).toEqual({ kind: 'all' });
  });

  it('is of nothing when the change is not shown', () => {
    const many = Array.from({ length: pageSize + 20 }, (_, index) => aJob({ id: `d${index}`, state: 'completed' }));
    const last = `d${pageSize + 10}`;
    expect(refresh(many, [...many], last)).toEqual({ kind: 'parts', groups: [], jobs: [] });
  });
});

describe('rows', () => {
  it('are the same objects for as long as a job stays in its group', () => {
    const rows = new Rows();
    const row = rows.job('j', 'running');
    expect(rows.job('j', 'running')).toBe(row);
    expect(rows.job('j', 'done')).not.toBe(row);
    rows.forget(row);
    expect(rows.job('j', 'running')).not.toBe(row);
  });
});

describe('ten thousand jobs', () => {
  it('are grouped newest first without losing one', () => {
    const jobs = Array.from({ length: 10_000 }, (_, index) =>
      aJob({ id: `j${index}`, state: jobStates[index % jobStates.length] ?? 'queued' }),
    );
    const groups = groupJobs(jobs);
    expect(Object.values(groups).reduce((sum, list) => sum + list.length, 0)).toBe(10_000);
    expect(groups.done.map(({ id }) => Number(id.slice(1)))).toEqual(
      groups.done.map(({ id }) => Number(id.slice(1))).toSorted((a, b) => a - b),
    );
  });
});
