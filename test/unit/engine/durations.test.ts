import { describe, expect, it } from 'vitest';
import { Durations } from '../../../src/core/engine/durations';
import type { JobRecords } from '../../../src/core/store/job-folder';

const second = 1_000;
const start = Date.UTC(2026, 0, 5);
let made = 0;

interface Shape {
  readonly seconds: number;
  /** Seconds since it was accepted; absent: nobody noted it. */
  readonly runningAt?: number;
  readonly options?: Record<string, string | number>;
  readonly mock?: boolean;
  readonly by?: 'answer' | 'list';
  readonly end?: 'completed' | 'failed' | 'gone' | 'cancelled' | 'not-followed' | 'running';
}

function job({
  seconds,
  runningAt = seconds - 2,
  options = {},
  mock,
  by = 'answer',
  end = 'completed',
}: Shape): JobRecords {
  made += 1;
  const at = start + seconds * second;
  const ran = { runningAt: start + runningAt * second };
  const error = { code: end, message: '', advice: '' };
  const failed = end === 'failed' || end === 'gone';
  return {
    spec: {
      at: start,
      body: {
        id: `job-${made}`,
        service: 'usvideo',
        dialect: 'usvideo',
        prompt: '',
        options,
        take: 1,
        takes: 1,
        group: '',
        origin: 'view',
      },
    },
    attempts: [
      {
        number: 1,
        attempt: {
          at: start,
          body: {
            purpose: 'submit',
            owner: { window: '' },
            nonce: '',
            requestHash: '',
            baseUrl: '',
            dialect: 'usvideo',
          },
        },
        accepted: { at: start, body: { remoteId: `r-${made}`, by, ...(mock === undefined ? {} : { mock }) } },
      },
    ],
    results: end === 'completed' ? [{ at, body: { videoUrl: '', expiresAt: at, ...ran } }] : [],
    saved: [],
    ...(end === 'completed' || end === 'running'
      ? {}
      : { done: { at, body: { state: failed ? ('failed' as const) : ('cancelled' as const), error, ...ran } } }),
  };
}

function taught(shapes: readonly Shape[]): Durations {
  const durations = new Durations();
  for (const shape of shapes) durations.note(job(shape));
  return durations;
}

const many = (count: number, shape: Shape): Shape[] => Array.from({ length: count }, () => shape);
const meanOf = (durations: Durations, shape: Partial<Shape> = {}) => {
  const mean = durations.expectation(job({ seconds: 0, end: 'running', ...shape }))?.meanMs;
  return mean === undefined ? undefined : Math.round(mean / second);
};

describe('what a job is expected to take', () => {
  it('is not concluded from fewer than twenty', () => {
    expect(meanOf(taught(many(19, { seconds: 60 })))).toBeUndefined();
    expect(meanOf(taught(many(20, { seconds: 60 })))).toBe(59);
  });

  it('is learnt from its own kind where there are twenty, else from all of its resolution, else from all of its dialect', () => {
    const big = { resolution: '1080p', duration: 12 };
    const others = many(20, { seconds: 40, options: { resolution: '720p', duration: 5 } });
    const sameSize = many(20, { seconds: 80, options: { resolution: '1080p', duration: 5 } });
    const own = many(20, { seconds: 160, options: big });
    expect(meanOf(taught(others), { options: big })).toBe(39);
    expect(meanOf(taught([...others, ...sameSize]), { options: big })).toBe(79);
    expect(meanOf(taught([...others, ...sameSize, ...own]), { options: big })).toBe(159);
  });

  it('has nothing to do with mocks, which come at once', () => {
    const durations = taught(many(30, { seconds: 2, mock: true }));
    expect(meanOf(durations)).toBeUndefined();
    expect(meanOf(durations, { mock: true })).toBe(1);
  });

  it('is not known of a job that was found in a list: nobody knows when it began', () => {
    expect(meanOf(taught(many(30, { seconds: 60, by: 'list' })))).toBeUndefined();
    expect(meanOf(taught(many(30, { seconds: 60 })), { by: 'list' })).toBeUndefined();
  });

  it('counts a failure that the service told, and neither what it forgot nor what nobody followed', () => {
    expect(meanOf(taught(many(20, { seconds: 60, end: 'failed' })))).toBe(59);
    expect(meanOf(taught(many(30, { seconds: 60, end: 'gone' })))).toBeUndefined();
    expect(meanOf(taught(many(30, { seconds: 60, end: 'not-followed' })))).toBeUndefined();
  });

  it('is not misled by an end that came to light after a night', () => {
    const nights = many(10, { seconds: 8 * 3_600, runningAt: 30 });
    expect(meanOf(taught([...many(20, { seconds: 60 }), ...nights]))).toBe(59);
    expect(meanOf(taught(many(30, { seconds: 8 * 3_600, runningAt: 30 })))).toBeUndefined();
  });

  it('follows a service that became slower', () => {
    expect(meanOf(taught([...many(300, { seconds: 30 }), ...many(200, { seconds: 90 })]))).toBe(89);
  });

  it('counts each job once, however often it changes', () => {
    const durations = new Durations();
    const one = job({ seconds: 60 });
    for (let times = 0; times < 30; times += 1) durations.note(one);
    expect(meanOf(durations)).toBeUndefined();
  });
});
