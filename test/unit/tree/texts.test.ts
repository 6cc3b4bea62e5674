// What a row of the Jobs tree says, and how carefully it speaks of time.

import { describe, expect, it } from 'vitest';
import { appearanceOf, contextValue } from '../../../src/editor/views/jobs/appearance';
import { jobFacts } from '../../../src/editor/views/jobs/facts';
import { rowDescription, rowLabel, spokenLabel } from '../../../src/editor/views/jobs/rowTexts';
import { elapsedSeconds, isDue, timeLeftText } from '../../../src/editor/views/jobs/timing';
import { bytesText, costText, dollarsText, momentText, secondsText, shortened } from '../../../src/editor/views/texts';
import { jobStates } from '../../../src/core/job';
import { cancelledAtService, linkDied, unreachableError } from '../../../src/core/pipeline/failures';
import { aJob } from './jobs';

const start = 1_000_000;
const at = (seconds: number, usual?: number) => ({ now: start + seconds * 1000, usual });
const running = aJob({ state: 'running', acceptedAt: start, service: 'seedance-tv' });

describe('a running row', () => {
  it('begins with the time', () => {
    expect(rowDescription(running, at(41, 60))).toBe('41 s · about 20 s left · 720p 8 s · seedance-tv');
  });

  it('says no time left while too little is known', () => {
    expect(rowDescription(running, at(41))).toBe('41 s · 720p 8 s · seedance-tv');
  });

  it('shows the share that the service tells, never as done', () => {
    expect(rowDescription({ ...running, fraction: 0.5 }, at(10))).toContain('10 s · 50 % · about 10 s left');
    expect(rowDescription({ ...running, fraction: 1 }, at(10))).toContain('99 % · should finish soon');
  });

  it('names the take among several', () => {
    expect(rowDescription({ ...running, take: 2, takes: 4 }, at(41, 60))).toMatch(
      /^41 s · take 2 of 4 · about 20 s left/,
    );
    expect(rowDescription(aJob({ take: 2, takes: 4 }), at(0))).toMatch(/^take 2 of 4 · waits for its turn/);
  });

  it('names the picture right after the time', () => {
    const picture = { sha256: '', bytes: 1, width: 2, height: 2, name: 'dawn.jpg' };
    expect(rowDescription({ ...running, picture }, at(41))).toBe('41 s · dawn.jpg · 720p 8 s · seedance-tv');
    expect(rowDescription({ ...running, picture: { ...picture, name: `${'x'.repeat(40)}.png` } }, at(41))).toContain(
      `41 s · ${'x'.repeat(19)}… · `,
    );
  });

  it('shows an unknown state word as the service wrote it', () => {
    expect(rowDescription({ ...running, remoteWord: 'UPSCALING' }, at(5))).toContain('“UPSCALING”');
  });

  it('says how much of the video was fetched', () => {
    const job = { ...running, state: 'downloading' as const, download: { received: 3_200_000, total: 8_100_000 } };
    expect(rowDescription(job, at(50))).toBe('50 s · fetching, 3.2 MB of 8.1 MB · 720p 8 s · seedance-tv');
  });

  it('says that it is being cancelled', () => {
    expect(rowDescription({ ...running, cancelling: true }, at(5, 60))).toContain('5 s · cancelling');
  });
});

describe('the time left', () => {
  it.each([
    [0, 60, 'about 1 min left'],
    [30, 60, 'about 30 s left'],
    [53, 60, 'about 7 s left'],
    [59, 60, 'should finish soon'],
    [61, 60, 'should finish soon'],
    [90, 60, 'should finish soon'],
    [91, 60, 'longer than usual'],
  ])('after %d of usually %d seconds: %s', (elapsed, usual, text) => {
    expect(timeLeftText(elapsed, usual, undefined)).toBe(text);
  });

  it('never says 100 %', () => {
    for (let fraction = 0; fraction <= 1.2; fraction += 0.01) {
      expect(timeLeftText(30, 60, fraction)).not.toContain('100');
    }
  });
});

describe('elapsed time', () => {
  it('stands still when the job has ended', () => {
    expect(
      elapsedSeconds(aJob({ state: 'completed', acceptedAt: start, finishedAt: start + 9000 }), start + 99_000),
    ).toBe(9);
  });

  it('is drawn every second at first, and every five seconds later', () => {
    const drawn = Array.from({ length: 31 }, (_, second) => second).filter(isDue);
    expect(drawn).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30]);
  });

  it('is never negative when the clock was set back', () => {
    expect(elapsedSeconds(running, start - 5000)).toBe(0);
  });
});

describe('other rows', () => {
  it('say why a queued job waits', () => {
    expect(rowDescription(aJob(), at(0))).toContain('waits for its turn');
    expect(rowDescription(aJob({ waiting: { reason: 'offline' } }), at(0))).toContain('the service cannot be reached');
  });

  it("carry the service's words when a job failed", () => {
    const job = aJob({
      state: 'failed',
      error: { code: 'http-402', message: 'Insufficient\nbalance', advice: 'Top up.' },
    });
    expect(rowDescription(job, at(0))).toBe('Insufficient balance · 720p 8 s · sandbox');
  });

  it('say what is needed', () => {
    expect(rowDescription(aJob({ state: 'queued', needs: 'key' }), at(0))).toContain('needs an API key');
    expect(rowDescription(aJob({ state: 'inDoubt' }), at(0))).toContain('did it arrive?');
  });

  it('are described for every state without a gap', () => {
    for (const state of jobStates) {
      expect(rowDescription(aJob({ state }), at(3))).toMatch(/^\S.* · 720p 8 s · sandbox$/);
      expect(appearanceOf(aJob({ state })).icon).not.toBe('');
    }
  });
});

describe('the label', () => {
  it('is at most 18 characters of the prompt, on one line', () => {
    expect(rowLabel(aJob({ prompt: 'A very long\nprompt about a lighthouse at night' }))).toBe('A very long promp…');
    expect(rowLabel(aJob({ prompt: 'x'.repeat(18) }))).toBe('x'.repeat(18));
    expect(rowLabel(aJob({ prompt: '  ' }))).toBe('(no prompt)');
  });

  it('counts what people see, and drops what turns the line around', () => {
    const family = '👩‍👩‍👧';
    expect(shortened(family.repeat(30), 24)).toBe(`${family.repeat(23)}…`);
    expect(shortened('abc\u202Edef\u0000', 24)).toBe('abcdef');
  });
});

describe('a screen reader hears', () => {
  it('state, time and cost', () => {
    const job = { ...running, cost: { amount: 1.25, unit: 'USD' as const } };
    expect(spokenLabel(job, at(41, 60))).toBe(
      'A red kite over the sea, running, 41 s · about 20 s left, 720p 8 s, seedance-tv, $1.25',
    );
  });

  it('the time and the length, also where they are the same', () => {
    expect(spokenLabel({ ...running, effective: { duration: 8 } }, at(8))).toBe(
      'A red kite over the sea, running, 8 s, 8 s, seedance-tv',
    );
  });

  it('the state once, where the row says nothing else', () => {
    expect(spokenLabel(aJob({ state: 'submitting' }), at(3)).match(/being sent/g)).toHaveLength(1);
  });
});

describe('a screen reader can tell apart', () => {
  it('takes and pictures of one prompt', () => {
    const picture = { sha256: '', bytes: 1, width: 2, height: 2, name: 'dawn.jpg' };
    const job = { ...running, take: 2, takes: 3, picture };
    expect(spokenLabel(job, at(41))).toBe(
      'A red kite over the sea, take 2 of 3, from dawn.jpg, running, 41 s, 720p 8 s, seedance-tv',
    );
  });
});

describe('the flags for menus', () => {
  it('name the state and what can be done', () => {
    const none = {
      cancel: false,
      stopFollowing: false,
      retry: false,
      preview: false,
      save: false,
      resolve: false,
      remove: false,
    };
    expect(contextValue(aJob({ state: 'completed' }), { ...none, preview: true, save: true })).toBe(
      'job;state=completed;can=preview,save',
    );
    expect(contextValue(aJob({ state: 'failed' }), { ...none, retry: true })).toBe(
      'job;state=failed;can=retry,retryInline',
    );
  });
});

describe('the tooltip', () => {
  it("holds the service's words and the real cost beside the estimate", () => {
    const job = aJob({
      state: 'failed',
      error: { code: 'x', message: '[click](command:evil)', advice: 'Do that.' },
      cost: { amount: 2, unit: 'USD' },
      estimate: { amount: 1.25, unit: 'USD', exact: false, text: 'about $1.25' },
    });
    const facts = Object.fromEntries(jobFacts(job, at(0)).map(({ name, value }) => [name, value]));
    expect(facts).toMatchObject({
      'The service said': '[click](command:evil)',
      Cost: '$2.00 (estimated: about $1.25)',
    });
  });

  const factsOf = (job: Parameters<typeof jobFacts>[0]) =>
    Object.fromEntries(jobFacts(job, at(0), 'US Video API').map(({ name, value }) => [name, value]));

  it('puts no words of ours into the mouth of the service', () => {
    const error = linkDied();
    expect(factsOf(aJob({ state: 'expired', error }))).toMatchObject({ Problem: error.message });
    expect(factsOf(aJob({ state: 'failed', error: unreachableError('a.b', 'unreachable', 'x') }))).toHaveProperty(
      'Problem',
    );
  });

  it('says that nothing was charged for a free job that was cancelled', () => {
    const facts = factsOf(aJob({ state: 'cancelled', error: cancelledAtService(true, undefined) }));
    expect(facts).toMatchObject({ Outcome: 'Cancelled. It was free: nothing was charged.' });
    expect(facts).not.toHaveProperty('What to do');
  });

  it('tells waiting from needing, and names the service as people know it', () => {
    expect(factsOf(aJob())).toMatchObject({ Waiting: 'waits for its turn', Service: 'US Video API' });
    expect(factsOf(aJob({ needs: 'key' }))).toMatchObject({ Needs: 'needs an API key' });
  });
});

describe('figures', () => {
  it('read well', () => {
    expect([0, 59.6, 65, 120, 3780].map(secondsText)).toEqual(['0 s', '1 min', '1 min 5 s', '2 min', '1 h 3 min']);
    expect([12, 820_000, 3_200_000].map(bytesText)).toEqual(['1 kB', '820 kB', '3.2 MB']);
    expect([0, 0.004, 1.25, 100].map(dollarsText)).toEqual(['$0.00', '$0.004', '$1.25', '$100.00']);
    expect(costText({ amount: 40, unit: 'credits' })).toBe('40 credits');
    const morning = new Date(2026, 3, 21, 9, 5).getTime();
    expect(momentText(morning, morning)).toMatch(/^9:05/);
  });
});
