// One press of Generate is one spend: the tokens behind the Create view's button.
import { describe, expect, test } from 'vitest';
import { doubleClickMs, SpendGuard } from '../../src/editor/views/create/spendGuard';

function guardAt(clock: { now: number }): SpendGuard {
  let next = 0;
  return new SpendGuard(
    () => clock.now,
    () => `token ${++next}`,
  );
}
const shown = { service: 'x', clips: 2, price: 'about $2.50' };

describe('the spend guard', () => {
  test('grants a token once, with what was shown beside it', () => {
    const guard = guardAt({ now: 0 });
    const token = guard.issue(shown);
    expect(guard.begin(token)).toEqual({ kind: 'granted', shown });
    guard.end(false);
    expect(guard.begin(token)).toEqual({ kind: 'refused', reason: 'used' });
  });

  test('refuses a token that it never issued', () => {
    expect(guardAt({ now: 0 }).begin('forged')).toEqual({ kind: 'refused', reason: 'used' });
  });

  test('lets no two tokens spend that were out at the same time', () => {
    const clock = { now: 0 };
    const guard = guardAt(clock);
    const [first, second] = [guard.issue(shown), guard.issue(shown)];
    expect(guard.begin(second).kind).toBe('granted');
    guard.end(true);
    clock.now += 60_000;
    expect(guard.begin(first)).toEqual({ kind: 'refused', reason: 'used' });
  });

  test('refuses a press while another is worked on, also with a token issued meanwhile', () => {
    const guard = guardAt({ now: 0 });
    guard.begin(guard.issue(shown));
    const meanwhile = guard.issue(shown);
    expect(guard.begin(meanwhile)).toEqual({ kind: 'refused', reason: 'busy' });
    guard.end(true);
    expect(guard.begin(meanwhile)).toEqual({ kind: 'refused', reason: 'used' });
  });

  test('takes the tail of a double click for what it is', () => {
    const clock = { now: 1000 };
    const guard = guardAt(clock);
    guard.begin(guard.issue(shown));
    guard.end(true);
    const fresh = guard.issue(shown);
    clock.now += doubleClickMs - 1;
    expect(guard.begin(fresh)).toEqual({ kind: 'refused', reason: 'soon' });
    clock.now += 1;
    expect(guard.begin(fresh).kind).toBe('granted');
  });

  test('does not hold back a press after one that queued nothing', () => {
    const guard = guardAt({ now: 0 });
    guard.begin(guard.issue(shown));
    guard.end(false);
    expect(guard.begin(guard.issue(shown)).kind).toBe('granted');
  });

  test('forgets the oldest tokens of a form that nobody presses', () => {
    const guard = guardAt({ now: 0 });
    const first = guard.issue(shown);
    for (let count = 0; count < 64; count++) guard.issue(shown);
    expect(guard.begin(first)).toEqual({ kind: 'refused', reason: 'used' });
  });
});
