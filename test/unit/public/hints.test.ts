// Callbacks hint, and no more often than once in two seconds.

import { expect, it } from 'vitest';
import { Hints } from '../../../src/core/public/hints';
import { manualClock } from '../net/world';

it('a job that no callback named keeps its turn', () => {
  const hints = new Hints(manualClock());
  hints.asked('a');
  expect(hints.waitMs('a')).toBeUndefined();
});

it('a named job is asked for at once, and two seconds apart, however many callbacks come', () => {
  const clock = manualClock();
  const hints = new Hints(clock);
  hints.add('a');
  expect(hints.waitMs('a')).toBe(0);
  hints.asked('a');
  for (let count = 0; count < 100; count += 1) hints.add('a');
  expect(hints.waitMs('a')).toBe(2_000);
  clock.advance(1_500);
  hints.add('a');
  expect(hints.waitMs('a')).toBe(500);
  clock.advance(500);
  expect(hints.waitMs('a')).toBe(0);
});

it('a callback that comes while the service is being asked is not lost', () => {
  const clock = manualClock();
  const hints = new Hints(clock);
  hints.asked('a');
  hints.add('a');
  clock.advance(3_000);
  expect(hints.waitMs('a')).toBe(0);
});

it('a service that asked to be left alone is left alone', () => {
  const clock = manualClock();
  const hints = new Hints(clock);
  hints.asked('a');
  hints.told('a', 30_000);
  hints.add('a');
  expect(hints.waitMs('a')).toBe(30_000);
  hints.forget('a');
  expect(hints.waitMs('a')).toBeUndefined();
});
