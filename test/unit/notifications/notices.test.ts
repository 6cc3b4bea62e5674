// Notifications: one per thing that ended, with the service's own words and the next step, and never for progress.

import { describe, expect, it } from 'vitest';
import { jobStates, type Job } from '../../../src/core/job';
import { noticeFor, outcomeOf, worthSaying } from '../../../src/editor/notificationTexts';
import { aJob } from '../tree/jobs';

const done = (given: Partial<Job> = {}) => aJob({ id: 'd', state: 'completed', ...given });
const failed = (error: Partial<NonNullable<Job['error']>> = {}) =>
  aJob({ id: 'f', state: 'failed', error: { code: 'x', message: 'No balance', advice: 'Top it up.', ...error } });

describe('what is worth a notification', () => {
  it('is an end or a need, never progress nor what its user wished', () => {
    const told = jobStates.filter(state => outcomeOf(aJob({ state })) !== undefined);
    expect(told).toEqual(['inDoubt', 'completed', 'failed', 'expired']);
  });

  it('follows the setting', () => {
    const jobs = [done(), failed(), aJob({ id: 'n', needs: 'key' })];
    expect(worthSaying(jobs, 'all')).toHaveLength(3);
    expect(worthSaying(jobs, 'failures').map(({ id }) => id)).toEqual(['f', 'n']);
    expect(worthSaying(jobs, 'none')).toEqual([]);
  });
});

describe('a finished video', () => {
  it('is offered to be saved first where the setting asks', () => {
    expect(noticeFor([done()], true)).toEqual({
      severity: 'information',
      message: '“A red kite over the sea” is ready. Save it to the workspace?',
      actions: ['save', 'preview', 'insert', 'quieter'],
    });
  });

  it('is offered to be looked at first where it does not', () => {
    expect(noticeFor([done()], false)?.actions).toEqual(['preview', 'save', 'insert', 'quieter']);
  });

  it('is not offered to be saved twice', () => {
    expect(noticeFor([done({ saved: ['file:///w/videos/a.mp4'] })], true)).toMatchObject({
      message: '“A red kite over the sea” is ready and saved.',
      actions: ['preview', 'insert', 'quieter'],
    });
  });
});

describe('a failure', () => {
  it("says the service's own words, what they mean and the next step", () => {
    expect(noticeFor([failed({ httpStatus: 402 })], true)).toEqual({
      severity: 'error',
      message: '“A red kite over the sea” failed. No balance. Top it up.',
      actions: ['billing', 'retry', 'quieter'],
    });
  });

  it.each([
    [{ httpStatus: 401 }, ['setKey', 'retry', 'quieter']],
    [{ code: 'INSUFFICIENT_CREDITS' }, ['billing', 'retry', 'quieter']],
    [{ httpStatus: 502, safety: true }, ['rewrite', 'edit', 'quieter']],
    [{ httpStatus: 422 }, ['edit', 'quieter']],
    [{ httpStatus: 500 }, ['retry', 'edit', 'quieter']],
  ])('%j offers %j', (error, actions) => {
    expect(noticeFor([failed(error)], true)?.actions).toEqual(actions);
  });

  it("never turns a service's words into a link that runs a command", () => {
    const message = noticeFor([failed({ message: '[Top up](command:workbench.action.quit)' })], true)?.message;
    expect(message).toContain('[Top up]');
    expect(message).not.toContain('](');
  });

  it('is short even where the service is not', () => {
    expect(noticeFor([failed({ message: 'x'.repeat(5000) })], true)?.message.length).toBeLessThan(800);
  });
});

describe('a job that needs somebody', () => {
  it('says what and offers it', () => {
    expect(noticeFor([aJob({ state: 'inDoubt' })], true)?.actions).toEqual(['resolve', 'quieter']);
    expect(noticeFor([aJob({ needs: 'key', service: 'usvideo' })], true)).toMatchObject({
      severity: 'warning',
      message: '“A red kite over the sea” waits for an API key of usvideo.',
      actions: ['setKey', 'quieter'],
    });
  });

  it('names its service as people know it', () => {
    const notice = noticeFor([aJob({ needs: 'key', service: 'usvideo' })], true, () => 'US Video API');
    expect(notice?.message).toContain('an API key of US Video API.');
  });
});

describe('several that end together', () => {
  it('share one notification, which looks as bad as its worst part', () => {
    const jobs = [done({ id: '1' }), done({ id: '2' }), failed(), aJob({ id: '4', state: 'inDoubt' })];
    expect(noticeFor(jobs, true)).toEqual({
      severity: 'error',
      message: 'Reelwright: 2 videos are ready, 1 failed, 1 needs you. No balance. Top it up.',
      actions: ['resolve', 'showJobs', 'saveAll', 'quieter'],
    });
  });

  it('are decided about together where all are in doubt', () => {
    const jobs = ['1', '2', '3'].map(id => aJob({ id, state: 'inDoubt' }));
    expect(noticeFor(jobs, true)).toEqual({
      severity: 'warning',
      message: '3 jobs were sent, and no clear answer came back. They are not sent again until you decide.',
      actions: ['resolve', 'showJobs', 'quieter'],
    });
  });

  it('say the reason and the next step once where all failed for the same one, and offer what mends it', () => {
    const jobs = [failed({ httpStatus: 402 }), failed({ httpStatus: 402 }), failed({ httpStatus: 402 })];
    expect(noticeFor(jobs, true)).toMatchObject({
      message: 'Reelwright: 3 failed. No balance. Top it up.',
      actions: ['billing', 'showJobs', 'quieter'],
    });
  });

  it('name the first two where the reasons differ', () => {
    const jobs = [failed(), failed({ message: 'Blocked' }), failed({ message: 'Too busy.' })];
    expect(noticeFor(jobs, true)).toMatchObject({
      message:
        'Reelwright: 3 failed. “A red kite over the sea”: No balance. “A red kite over the sea”: Blocked. 1 more failed.',
      actions: ['showJobs', 'quieter'],
    });
  });

  it('are nothing when there are none', () => {
    expect(noticeFor([], true)).toBeUndefined();
  });
});
