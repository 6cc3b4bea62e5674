// The editor's views count seconds only where somebody sees them: while nothing runs, or nobody looks, no timer of theirs does.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { Engine, JobsChange } from '../../../src/core/engine';
import type { Job } from '../../../src/core/job';
import type { App } from '../../../src/editor/app';
import type { Row } from '../../../src/editor/views/jobs/rows';
import { fakeVscode, resetWorld, Uri } from '../security/fake-editor';
import { ledger } from '../security/fake-engine';
import { aJob } from '../tree/jobs';

/** Tells its listeners, as VS Code's own does. */
class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void, _this?: unknown, owned?: { dispose(): void }[]) => {
    this.#listeners.add(listener);
    const end = { dispose: () => void this.#listeners.delete(listener) };
    owned?.push(end);
    return end;
  };
  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

vi.mock('vscode', () => ({ ...fakeVscode, EventEmitter: Emitter }));
const { openJobsTree } = await import('../../../src/editor/views/jobs/live');
const { PreviewPanel } = await import('../../../src/editor/views/preview/panel');

let jobs: Map<string, Job>;
let changes: Emitter<JobsChange>;
let app: App;

beforeEach(() => {
  resetWorld();
  vi.useFakeTimers();
  jobs = new Map();
  changes = new Emitter();
  const engine: Partial<Engine> = {
    ...ledger().engine,
    jobs: () => [...jobs.values()],
    job: id => jobs.get(id),
    onDidChangeJobs: changes.event,
  };
  const log = { warn: () => undefined, error: () => undefined, info: () => undefined };
  const context = { extensionUri: Uri.file('/extension') };
  app = { engine: async () => engine, log, context } as unknown as App;
});
afterEach(() => vi.useRealTimers());

/** What the engine says of a job from now on, and all that follows at once. */
async function now(id: string, given: Partial<Job> | undefined): Promise<void> {
  if (given === undefined) jobs.delete(id);
  else jobs.set(id, aJob({ id, ...given }));
  changes.fire(given === undefined ? { changed: [], removed: [id] } : { changed: [jobs.get(id) as Job], removed: [] });
  await vi.advanceTimersByTimeAsync(100);
}

describe('the Jobs view', () => {
  async function open() {
    const visibility = new Emitter<{ visible: boolean }>();
    const event = new Emitter<never>().event;
    const view = {
      visible: true,
      selection: [],
      onDidChangeVisibility: visibility.event,
      onDidChangeSelection: event,
      onDidCollapseElement: event,
      onDidExpandElement: event,
    };
    const loaded = openJobsTree(app, view as unknown as vscode.TreeView<Row>);
    await loaded.tree.getChildren();
    const show = (visible: boolean): void => {
      view.visible = visible;
      visibility.fire({ visible });
    };
    const ticks = vi.spyOn(loaded.tree, 'tick');
    await vi.advanceTimersByTimeAsync(100);
    return { loaded, show, ticks };
  }

  test('holds no timer with no job, with jobs that have ended, and with jobs that wait for somebody', async () => {
    await open();
    expect(vi.getTimerCount()).toBe(0);
    await now('done', { state: 'completed' });
    await now('bad', { state: 'failed', error: { code: 'x', message: 'no', advice: 'Retry.' } });
    await now('doubt', { state: 'inDoubt', needs: 'decision' });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('counts once a second while a job runs, and not a second longer', async () => {
    const { ticks } = await open();
    await now('a', { state: 'running', submittedAt: 0 });
    expect(vi.getTimerCount()).toBe(1);
    await now('b', { state: 'running', submittedAt: 0 });
    expect(vi.getTimerCount()).toBe(1);
    ticks.mockClear();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(ticks).toHaveBeenCalledTimes(5);
    await now('a', { state: 'completed' });
    expect(vi.getTimerCount()).toBe(1);
    await now('b', undefined);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('counts the time that a link has left', async () => {
    await open();
    await now('a', { state: 'downloading', needs: 'link' });
    expect(vi.getTimerCount()).toBe(1);
    await now('a', { state: 'expired' });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('does not count while it is hidden, or after it was closed', async () => {
    const { show, loaded } = await open();
    await now('a', { state: 'running', submittedAt: 0 });
    show(false);
    expect(vi.getTimerCount()).toBe(0);
    await now('b', { state: 'running', submittedAt: 0 });
    expect(vi.getTimerCount()).toBe(0);
    show(true);
    expect(vi.getTimerCount()).toBe(1);
    loaded.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a Preview', () => {
  async function open() {
    const [seen, closed, messages] = [new Emitter<void>(), new Emitter<void>(), new Emitter<unknown>()];
    const posted: unknown[] = [];
    const tab = {
      title: '',
      visible: true,
      webview: {
        cspSource: 'x',
        html: '',
        asWebviewUri: (uri: unknown) => uri,
        postMessage: async (message: unknown) => posted.push(message) > 0,
        onDidReceiveMessage: messages.event,
      },
      onDidDispose: closed.event,
      onDidChangeViewState: seen.event,
      dispose: () => closed.fire(),
    };
    const panel = new PreviewPanel(app, tab as unknown as vscode.WebviewPanel, 'a');
    await vi.advanceTimersByTimeAsync(100);
    messages.fire({ type: 'ready' });
    await vi.advanceTimersByTimeAsync(100);
    const show = async (visible: boolean): Promise<void> => {
      tab.visible = visible;
      seen.fire();
      if (visible) messages.fire({ type: 'ready' });
      await vi.advanceTimersByTimeAsync(100);
    };
    return { panel, show, posted };
  }

  test.each(['completed', 'failed', 'cancelled', 'expired'] as const)('of a %s job holds no timer', async state => {
    jobs.set('a', aJob({ id: 'a', state }));
    const { posted } = await open();
    expect(posted.length).toBeGreaterThan(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('of a running job counts while it is seen, until the job has ended or the tab is closed', async () => {
    jobs.set('a', aJob({ id: 'a', state: 'running', submittedAt: 0 }));
    const { show, posted, panel } = await open();
    expect(vi.getTimerCount()).toBe(1);
    posted.length = 0;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(posted).toHaveLength(3);
    await show(false);
    expect(vi.getTimerCount()).toBe(0);
    await show(true);
    expect(vi.getTimerCount()).toBe(1);
    await now('a', { state: 'completed' });
    expect(vi.getTimerCount()).toBe(0);
    await now('a', { state: 'running', submittedAt: 0 });
    expect(vi.getTimerCount()).toBe(1);
    panel.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });
});
