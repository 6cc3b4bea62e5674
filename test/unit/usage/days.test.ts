// Which days usage is asked for: the usual ranges by this machine's calendar, and typed days that are days.

import { describe, expect, it } from 'vitest';
import { dayProblem, usualRanges } from '../../../src/editor/usageDays';

const noon = (year: number, month: number, day: number) => new Date(year, month - 1, day, 12).getTime();

describe('the usual ranges', () => {
  it.each([
    ['Today', '2026-03-05', '2026-03-05'],
    ['This month', '2026-03-01', '2026-03-05'],
    ['The last 30 days', '2026-02-04', '2026-03-05'],
    ['The last 7 days', '2026-02-27', '2026-03-05'],
    ['Last month', '2026-02-01', '2026-02-28'],
    ['The last 12 months', '2025-03-06', '2026-03-05'],
  ])('%s is %s to %s', (label, start, end) => {
    const ranges = usualRanges(noon(2026, 3, 5));
    expect(ranges.find(range => range.label === label)?.days).toEqual({ start, end });
  });

  it('cross the end of a year', () => {
    const ranges = usualRanges(noon(2026, 1, 1));
    expect(ranges.find(({ label }) => label === 'Last month')?.days).toEqual({
      start: '2025-12-01',
      end: '2025-12-31',
    });
  });
});

describe('a typed day', () => {
  const now = noon(2026, 4, 21);

  it('is taken where it is one, up to today', () => {
    expect(dayProblem(' 2026-04-21 ', now)).toBeUndefined();
    expect(dayProblem('2024-02-29', now)).toBeUndefined();
  });

  it.each(['', 'yesterday', '2026-4-1', '2026-02-29', '2026-13-01', '0000-00-00', '21.04.2026', '2026-04-21T10:00'])(
    '%j is refused with a sentence',
    typed => {
      expect(dayProblem(typed, now)).toMatch(/^That is no day\./);
    },
  );

  it('is neither in the future nor before the first one', () => {
    expect(dayProblem('2026-04-22', now)).toMatch('has not come yet; today is 2026-04-21.');
    expect(dayProblem('2026-03-31', now, '2026-04-01')).toMatch('before the first day, 2026-04-01.');
  });
});
