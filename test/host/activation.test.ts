// What the extension costs an editor that does not use it: the time of its start, and what it leaves untouched.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './harness/suite';
import { reelwright } from './reelwright';

/** Noted while this file loads: before a core, and so before the network's code, was asked for. */
const before = { fetch: globalThis.fetch, dispatchers: dispatchers() };

/** Where undici's copies keep the dispatcher that they share. */
function dispatchers(): readonly unknown[] {
  const shared = globalThis as unknown as Record<symbol, unknown>;
  return ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map(name => shared[Symbol.for(name)]);
}

test('it starts within 10 ms, and no slower than the extensions that the editor starts beside it', async () => {
  const others = vscode.extensions.all.filter(({ packageJSON }) => (packageJSON as { isBuiltin?: boolean }).isBuiltin);
  const times = others.flatMap(({ id }) => activationOf(id) ?? []).toSorted((a, b) => a - b);
  await reelwright().activate();
  const own = activationOf('reelwright.reelwright');
  const median = times[Math.floor(times.length / 2)];
  assert.ok(own !== undefined && median !== undefined && times.length >= 5, `${own} against ${times.join(', ')}`);
  assert.ok(own <= median, `${own} ms against ${times.join(', ')} ms`);
  // Where the whole machine is held up, so is everybody.
  assert.ok(own <= Math.max(10, median), `${own} ms`);
});

/**
 * Milliseconds that an extension's `activate` took, by the editor's own marks (the source of its *Startup Performance* page);
 * undefined for one that has not been started.
 */
function activationOf(id: string): number | undefined {
  type Mark = { readonly name: string; readonly startTime: number };
  type Marks = { getMarks(): readonly Mark[] };
  const marks = (globalThis as unknown as { MonacoPerformanceMarks?: Marks }).MonacoPerformanceMarks?.getMarks() ?? [];
  const at = (step: string): number | undefined =>
    marks.find(({ name }) => name.toLowerCase() === `code/extHost/${step}/${id}`.toLowerCase())?.startTime;
  const [begin, end] = [at('willActivateExtension'), at('didActivateExtension')];
  return begin === undefined || end === undefined ? undefined : end - begin;
}

test('it asks to be started only once the editor has started', () => {
  const { activationEvents } = reelwright().packageJSON as { activationEvents: readonly string[] };
  assert.ok(activationEvents.includes('onStartupFinished'));
  assert.ok(!activationEvents.includes('*'));
});

/** Called again at the end of other files' tests, when the core and the network's code are loaded. */
export function assertFetchIsUntouched(): void {
  assert.equal(globalThis.fetch, before.fetch);
  assert.deepEqual(dispatchers(), before.dispatchers);
}

test('loading it leaves the extension host’s own fetch as it was', async () => {
  await reelwright().activate();
  assertFetchIsUntouched();
});
