// Who is told of which end: once each, not of what had ended before, and in one window only.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine, JobsChange } from '../../../src/core/engine';
import type { Job } from '../../../src/core/job';
import { Claims } from '../../../src/editor/claims';
import { Outcomes } from '../../../src/editor/outcomes';
import { aJob } from '../tree/jobs';

function watched(known: readonly Job[], startedAt: number) {
  let listener: (change: JobsChange) => void = () => {};
  const told: string[] = [];
  const engine: Pick<Engine, 'ready' | 'jobs' | 'onDidChangeJobs'> = {
    ready: Promise.resolve(),
    jobs: () => known,
    onDidChangeJobs: heard => {
      listener = heard;
      return { dispose: () => (listener = () => {}) };
    },
  };
  const outcomes = new Outcomes(engine, job => told.push(`${job.id} ${job.state}`), startedAt);
  return { told, outcomes, change: (...changed: Job[]) => listener({ changed, removed: [] }) };
}

describe('an end', () => {
  it('is told once', async () => {
    const { told, change } = watched([aJob({ state: 'running' })], 0);
    await Promise.resolve();
    change(aJob({ state: 'downloading' }));
    change(aJob({ state: 'completed' }));
    change(aJob({ state: 'completed', saved: ['file:///x.mp4'] }));
    expect(told).toEqual(['j1 completed']);
  });

  it('is not told of jobs that had ended before the window looked', async () => {
    const { told, change } = watched([aJob({ state: 'completed' })], 0);
    await Promise.resolve();
    change(aJob({ state: 'completed', saved: ['file:///x.mp4'] }));
    expect(told).toEqual([]);
  });

  it('is not told of an old job that turns up, and is told of a new one that ended between two looks', async () => {
    const { told, change } = watched([], 5000);
    await Promise.resolve();
    change(
      aJob({ id: 'old', state: 'completed', createdAt: 4000 }),
      aJob({ id: 'new', state: 'failed', createdAt: 6000 }),
    );
    expect(told).toEqual(['new failed']);
  });

  it('is told again when a job that needed somebody goes on and ends', async () => {
    const { told, change } = watched([aJob({ state: 'queued' })], 0);
    await Promise.resolve();
    change(aJob({ state: 'queued', needs: 'key' }));
    change(aJob({ state: 'running' }));
    change(aJob({ state: 'completed' }));
    expect(told).toEqual(['j1 queued', 'j1 completed']);
  });

  it('is not told any more after disposal', async () => {
    const { told, change, outcomes } = watched([aJob()], 0);
    await Promise.resolve();
    outcomes.dispose();
    change(aJob({ state: 'completed' }));
    expect(told).toEqual([]);
  });
});

describe('a claim', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'claims-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is won by exactly one of many windows', async () => {
    const windows = Array.from({ length: 20 }, () => new Claims(join(folder, 'notified')));
    const wins = await Promise.all(windows.map(window => window.take('job/1.done')));
    expect(wins.filter(Boolean)).toHaveLength(1);
  });

  it('is forgotten when it is old, and not before', async () => {
    const claims = new Claims(folder);
    await claims.take('a');
    await claims.forgetOlderThan(60_000);
    expect(await claims.take('a')).toBe(false);
    await claims.forgetOlderThan(-60_000);
    expect(await claims.take('a')).toBe(true);
  });
});
