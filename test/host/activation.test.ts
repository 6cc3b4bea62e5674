// What the extension costs an editor that does not use it: the time of its start, and what it leaves untouched.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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

/** What the extension's entry script exports. */
interface Copy {
  activate(context: vscode.ExtensionContext): unknown;
  deactivate(): Promise<void>;
}

interface Start {
  /** Milliseconds until its code is read and has run. */
  readonly loading: number;
  /** Milliseconds in its `activate`. */
  readonly activating: number;
}

/**
 * The editor starts several extensions at once, so its figure for one holds the others' work as well. Ours is therefore started three
 * times more, by itself, as a copy under another name; the others' figures are the editor's own, one after the other.
 */
test('activate takes 10 ms at most, and the whole start less than that of most extensions that the editor brings along', async () => {
  const others = vscode.extensions.all.filter(hasCode);
  for (const extension of others) {
    await extension.activate().then(undefined, () => undefined);
  }
  const starts = others.flatMap(({ id }) => editorsFigure(id) ?? []);
  assert.ok(starts.length >= 10, `Only ${starts.length} extensions to compare with.`);
  const typical = median(starts.map(({ loading, activating }) => loading + activating));
  const own = [await startedAlone(1), await startedAlone(2), await startedAlone(3)];
  const [activating] = own.map(start => start.activating).toSorted((a, b) => a - b);
  const [whole] = own.map(start => start.loading + start.activating).toSorted((a, b) => a - b);
  const figures = `${JSON.stringify(own)} against ${typical} ms`;
  assert.ok(activating !== undefined && activating <= 10, figures);
  assert.ok(whole !== undefined && whole < typical, figures);
}, 60);

function hasCode(extension: vscode.Extension<unknown>): boolean {
  const { isBuiltin, main } = extension.packageJSON as { isBuiltin?: boolean; main?: string };
  return isBuiltin === true && main !== undefined;
}

/** By the marks that the editor's *Startup Performance* page is made from; undefined for one that did not start in this host. */
function editorsFigure(id: string): Start | undefined {
  type Mark = { readonly name: string; readonly startTime: number };
  type Marks = { getMarks(): readonly Mark[] };
  const marks = (globalThis as unknown as { MonacoPerformanceMarks?: Marks }).MonacoPerformanceMarks?.getMarks() ?? [];
  const between = (from: string, to: string): number | undefined => {
    const at = (step: string) =>
      marks.find(({ name }) => name.toLowerCase() === `code/extHost/${step}/${id}`.toLowerCase())?.startTime;
    const [begin, end] = [at(from), at(to)];
    return begin === undefined || end === undefined ? undefined : end - begin;
  };
  const loading = between('willLoadExtensionCode', 'didLoadExtensionCode');
  const activating = between('willActivateExtension', 'didActivateExtension');
  return loading === undefined || activating === undefined ? undefined : { loading, activating };
}

/** Loads and activates a copy whose commands and views have names of their own, with nothing stored, and lets go of it again. */
async function startedAlone(number: number): Promise<Start> {
  const folder = await mkdtemp(join(tmpdir(), 'rw-alone-'));
  await cp(join(reelwright().extensionPath, 'dist/chunks'), join(folder, 'chunks'), { recursive: true });
  await cp(join(reelwright().extensionPath, 'dist/extension.js'), join(folder, 'extension.js'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  for (const name of (await readdir(folder, { recursive: true })).filter(name => name.endsWith('.js'))) {
    const code = await readFile(join(folder, name), 'utf8');
    await writeFile(join(folder, name), code.replaceAll('reelwright.', `reelwright${number}.`));
  }
  const context = contextOf(folder);
  const begin = performance.now();
  const copy = (await import(pathToFileURL(join(folder, 'extension.js')).href)) as Copy;
  const loaded = performance.now();
  copy.activate(context);
  const activated = performance.now();
  await copy.deactivate();
  vscode.Disposable.from(...context.subscriptions).dispose();
  await rm(folder, { recursive: true });
  return { loading: loaded - begin, activating: activated - loaded };
}

/** What a start looks at of its context. */
function contextOf(folder: string): vscode.ExtensionContext {
  const state = {
    get: (_key: string, otherwise?: unknown) => otherwise,
    update: async () => undefined,
    keys: () => [],
  };
  const secrets = { ...state, get: async () => undefined, onDidChange: () => ({ dispose: () => undefined }) };
  const context = {
    subscriptions: [],
    extensionUri: reelwright().extensionUri,
    extension: reelwright(),
    asAbsolutePath: (path: string) => join(reelwright().extensionPath, path),
    globalStorageUri: vscode.Uri.file(join(folder, 'storage')),
    globalState: state,
    workspaceState: state,
    secrets,
  };
  return context as unknown as vscode.ExtensionContext;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
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
