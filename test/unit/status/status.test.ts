// The status bar: there only while there is something to say.

import { describe, expect, it } from 'vitest';
import { statusText, sumOfToday } from '../../../src/editor/views/status';

const nothing = { running: 0, queued: 0, needs: 0, today: { usd: 0, credits: 0 } };

describe('the status bar', () => {
  it('is silent while nothing runs and today cost nothing', () => {
    expect(statusText(nothing)).toBeUndefined();
  });

  it('says what runs and what today cost', () => {
    expect(statusText({ ...nothing, running: 2, today: { usd: 0.5, credits: 0 } })?.text).toBe(
      '$(loading~spin) 2 · $0.50 today',
    );
    expect(statusText({ ...nothing, running: 1 })?.text).toBe('$(loading~spin) 1');
  });

  it('keeps dollars and credits apart', () => {
    expect(statusText({ ...nothing, today: { usd: 1.25, credits: 40 } })?.text).toBe(
      '$(device-camera-video) $1.25 today · 40 credits today',
    );
  });

  it('names jobs that need somebody first, for eyes and ears', () => {
    const status = statusText({ ...nothing, needs: 1, queued: 3 });
    expect(status?.text).toBe('$(warning) 1 $(watch) 3');
    expect(status?.spoken).toBe('Reelwright: 1 job needs you, 3 queued');
  });

  it('adds the services up', () => {
    expect(
      sumOfToday([
        { usd: 0.25, credits: 10 },
        { usd: 1, credits: 0 },
      ]),
    ).toEqual({ usd: 1.25, credits: 10 });
  });
});
