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

interface Start {
  /** Milliseconds of reading and running its code. */
  readonly loading: number;
  /** Milliseconds of its `activate`. */
  readonly activating: number;
}

test('it starts within 10 ms, and faster than most of the extensions that the editor brings along', async () => {
  const others = vscode.extensions.all.filter(hasCode);
  for (const extension of others) await extension.activate().then(undefined, () => undefined);
  await reelwright().activate();
  const own = startOf('reelwright.reelwright');
  assert.ok(own);
  const starts = others.flatMap(({ id }) => startOf(id) ?? []);
  assert.ok(starts.length >= 10, `Only ${starts.length} built-in extensions to compare with.`);
  const typical = {
    activating: median(starts.map(start => start.activating)),
    whole: median(starts.map(({ loading, activating }) => loading + activating)),
  };
  const said = `${JSON.stringify(own)} against the median ${JSON.stringify(typical)} of ${starts.length}`;
  assert.ok(own.loading + own.activating < typical.whole, said);
  assert.ok(own.activating <= 10, said);
});

function hasCode(extension: vscode.Extension<unknown>): boolean {
  const { isBuiltin, main } = extension.packageJSON as { isBuiltin?: boolean; main?: string };
  return isBuiltin === true && main !== undefined;
}

/** The editor's own notes of an extension's start, to the millisecond; undefined where it did not start in this host. */
function startOf(id: string): Start | undefined {
  const at = (step: string): number | undefined =>
    marks().find(({ name }) => name.toLowerCase() === `code/extHost/${step}/${id}`.toLowerCase())?.startTime;
  const [will, did] = [at('willActivateExtension'), at('didActivateExtension')];
  const [loading, loaded] = [at('willLoadExtensionCode'), at('didLoadExtensionCode')];
  if (will === undefined || did === undefined) return undefined;
  return { loading: loading === undefined || loaded === undefined ? 0 : loaded - loading, activating: did - will };
}

/** What the editor has marked of its own start: the source of its *Startup Performance* page. */
function marks(): readonly { readonly name: string; readonly startTime: number }[] {
  type Marks = { getMarks(): readonly { readonly name: string; readonly startTime: number }[] };
  return (globalThis as unknown as { MonacoPerformanceMarks?: Marks }).MonacoPerformanceMarks?.getMarks() ?? [];
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

test('it asks to be started only once the editor has started', () => {
  const { activationEvents } = reelwright().packageJSON as { activationEvents: readonly string[] };
  assert.ok(activationEvents.includes('onStartupFinished'));
  assert.ok(!activationEvents.includes('*'));
});

test('the extension host’s own fetch is untouched by its code', async () => {
  await reelwright().activate();
  assert.equal(globalThis.fetch, before.fetch);
  assert.deepEqual(dispatchers(), before.dispatchers);
  throw new Error(JSON.stringify([startOf('reelwright.reelwright'), before.dispatchers.map(String)])+ marks().filter(e=>/ActivateExt|LoadExt/.test(e.name)).map(e=>e.name+' '+e.startTime).join('\n'));
});
