// The sentence above the Jobs list.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text } }));
const { LastingMessage } = await import('../../../src/editor/views/jobs/message');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('comes when it has been true for two seconds, and goes at once', () => {
  const view: { message?: string } = {};
  const message = new LastingMessage(view);
  message.show('Three wait.');
  vi.advanceTimersByTime(1_900);
  expect(view.message).toBeUndefined();
  vi.advanceTimersByTime(200);
  expect(view.message).toBe('Three wait.');
  message.show('Two wait.');
  expect(view.message).toBe('Two wait.');
  message.show('');
  expect(view.message).toBe('');
});

test('does not come for what passes', () => {
  const view: { message?: string } = {};
  const message = new LastingMessage(view);
  message.show('One waits.');
  vi.advanceTimersByTime(500);
  message.show('');
  vi.advanceTimersByTime(5_000);
  expect(view.message ?? '').toBe('');
});
