// A start loads the core only where there is something to go on with, or something that the status bar has to say.

import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { Engine, SpendingSum } from '../../../src/core/engine';
import { fakeVscode, resetWorld } from '../security/fake-editor';
import { ledger } from '../security/fake-engine';

const nothing = { dispose: () => undefined };
const event = () => nothing;
const item = { show: () => undefined, hide: () => undefined, ...nothing };
const window = {
  ...fakeVscode.window,
  createOutputChannel: () => nothing,
  createTreeView: () => ({ onDidChangeVisibility: event, ...nothing }),
  createStatusBarItem: () => item,
  onDidChangeWindowState: event,
  registerWebviewViewProvider: event,
  registerWebviewPanelSerializer: event,
};
class Kind {
  static readonly Empty = new Kind();
  readonly append = () => this;
}
vi.mock('vscode', () => ({
  ...fakeVscode,
  window,
  languages: { registerDocumentDropEditProvider: event },
  DocumentDropOrPasteEditKind: Kind,
  StatusBarAlignment: { Left: 1 },
}));
const createEngine = vi.fn(() => ledger().engine);
vi.mock('../../../src/editor/core', () => ({ createEngine }));
vi.mock('../../../src/editor/whileRunning', () => ({ registerWhileRunning: () => nothing }));
const { start } = await import('../../../src/editor/start');
const { registerStatusBar } = await import('../../../src/editor/views/statusBar');

let storage: string;
let memory: Map<string, unknown>;

beforeEach(() => {
  resetWorld();
  vi.useFakeTimers({ now: new Date(2026, 3, 21, 12) });
  storage = mkdtempSync(join(tmpdir(), 'rw-start-'));
  memory = new Map();
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(storage, { recursive: true });
});

function memento(): vscode.Memento {
  const get = (key: string, fallback?: unknown) => memory.get(key) ?? fallback;
  return { get, update: async (key: string, value: unknown) => void memory.set(key, value), keys: () => [] } as never;
}

/** Whether a start in this storage, with this memory, makes the core. */
async function startsCore(): Promise<boolean> {
  createEngine.mockClear();
  const context = {
    subscriptions: [],
    globalStorageUri: { fsPath: storage },
    workspaceState: memento(),
    globalState: memento(),
    secrets: { onDidChange: event },
  };
  start(context as unknown as vscode.ExtensionContext);
  await vi.dynamicImportSettled();
  return createEngine.mock.calls.length > 0;
}

/** The status bar over an engine where so much was spent today, drawn once. */
async function drawn(today: Partial<SpendingSum>): Promise<void> {
  const sum = { usd: 0, credits: 0, finished: 1, failed: 0, ...today };
  const engine: Engine = { ...ledger().engine, jobs: () => [], spending: () => ({ today: sum, month: sum }) };
  const bar = registerStatusBar(memento(), engine);
  await vi.advanceTimersByTimeAsync(200);
  bar.dispose();
}

test('a start with nothing open and nothing spent loads nothing more', async () => {
  expect(await startsCore()).toBe(false);
  mkdirSync(join(storage, 'open'));
  expect(await startsCore()).toBe(false);
});

test('a start with an open job goes on with it', async () => {
  mkdirSync(join(storage, 'open'));
  writeFileSync(join(storage, 'open', 'a'), '');
  expect(await startsCore()).toBe(true);
});

test('a start on a day on which something was spent has the sum, and one on the next day nothing to say', async () => {
  await drawn({ usd: 1.25 });
  expect(await startsCore()).toBe(true);
  vi.setSystemTime(new Date(2026, 3, 22, 9));
  expect(await startsCore()).toBe(false);
  await drawn({ credits: 30 });
  expect(await startsCore()).toBe(true);
});

test('what was free is nothing to start for', async () => {
  await drawn({ finished: 12 });
  expect(memory.size).toBe(0);
  expect(await startsCore()).toBe(false);
});
