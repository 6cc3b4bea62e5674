// The time limit of a request, also where the process stood still past it.

import { expect, test } from 'vitest';
import { Conversation } from '../../../src/core/net/conversation';
import { totalDeadline } from '../../../src/core/net/deadline';
import type { Clock } from '../../../src/core/ports';

/** A clock whose timers come when the test says so, however late. */
class StoppedClock {
  now = 0;
  private readonly timers: { readonly at: number; run: () => void; gone: boolean }[] = [];
  readonly clock: Clock = {
    now: () => this.now,
    elapsed: () => this.now,
    after: (milliseconds, run) => {
      const timer = { at: this.now + milliseconds, run, gone: false };
      this.timers.push(timer);
      return { dispose: () => (timer.gone = true) };
    },
  };

  goOnAt(now: number): void {
    this.now = now;
    for (const timer of this.timers.filter(({ at, gone }) => at <= now && !gone)) {
      timer.gone = true;
      timer.run();
    }
  }
}

test('ends a request when its time is over', () => {
  const time = new StoppedClock();
  const { signal, isPast } = totalDeadline(time.clock, 120_000);
  time.goOnAt(119_999);
  expect([signal.aborted, isPast()]).toEqual([false, false]);
  time.goOnAt(120_000);
  expect([signal.aborted, isPast()]).toEqual([true, true]);
});

test('leaves a process that stood still a moment to read what has come', () => {
  const time = new StoppedClock();
  const { signal } = totalDeadline(time.clock, 120_000);
  time.goOnAt(300_000);
  expect(signal.aborted).toBe(false);
  time.goOnAt(300_500);
  expect(signal.aborted).toBe(true);
});

test('lets nothing be written in that moment', async () => {
  const time = new StoppedClock();
  const { signal, isPast } = totalDeadline(time.clock, 120_000);
  const line = { pause: () => undefined, resume: () => undefined, hangUp: () => undefined };
  const url = new URL('https://service.example/v1/videos');
  const request = { method: 'POST', url, headers: {}, signal, isLate: isPast } as const;
  const conversation = new Conversation(request, line);
  time.goOnAt(300_000);
  expect(conversation.mayWrite()).toBe(false);
  time.goOnAt(300_500);
  expect(await conversation.result).toMatchObject({ kind: 'failure', sent: false });
});
