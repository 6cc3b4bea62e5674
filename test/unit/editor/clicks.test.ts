// Clicks in the Jobs view share one Preview tab, as clicks on files do; what was opened on purpose stays.

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { App } from '../../../src/editor/app';

const open: FakePanel[] = [];

class FakePanel {
  readonly revealed: string[] = [];
  constructor(
    _app: unknown,
    private readonly tab: { closed?: () => void },
    public jobId: string,
  ) {
    open.push(this);
  }
  follow(jobId: string): void {
    this.jobId = jobId;
  }
  reveal(): void {
    this.revealed.push(this.jobId);
  }
  dispose(): void {
    open.splice(open.indexOf(this), 1);
    this.tab.closed?.();
  }
}

vi.mock('vscode', () => ({
  Uri: { file: (path: string) => path, joinPath: (...parts: string[]) => parts.join('/') },
  ViewColumn: { Active: -1 },
  l10n: { t: (text: string) => text },
  window: {
    createWebviewPanel: () => {
      const tab: { closed?: () => void; onDidDispose: (listener: () => void) => void } = {
        onDidDispose: listener => {
          tab.closed = listener;
        },
      };
      return tab;
    },
    onDidChangeActiveTextEditor: () => ({ dispose: () => undefined }),
  },
}));
vi.mock('../../../src/editor/views/preview/panel', () => ({ PreviewPanel: FakePanel }));
const { PreviewPanels } = await import('../../../src/editor/views/preview/panels');

const app = { context: { extensionUri: '/x', globalStorageUri: { fsPath: '/g' } } } as unknown as App;
const shown = () => open.map(({ jobId }) => jobId);
let panels: InstanceType<typeof PreviewPanels>;

beforeEach(() => {
  vi.useFakeTimers();
  open.length = 0;
  panels = new PreviewPanels(app);
});

/** Slowly enough that two clicks are no double click. */
async function click(jobId: string): Promise<void> {
  vi.advanceTimersByTime(1000);
  await panels.open(jobId, 'click');
}

describe('a click', () => {
  it('takes over the tab of the last click', async () => {
    await click('one');
    await click('two');
    expect(shown()).toEqual(['two']);
    expect(open[0]?.revealed).toEqual(['two']);
  });

  it('leaves a tab alone that was opened on purpose, and brings it to the front', async () => {
    await panels.open('one');
    await click('two');
    await click('three');
    await click('one');
    expect(shown()).toEqual(['one', 'three']);
    expect(open[0]?.revealed).toEqual(['one']);
  });

  it('opens a new tab where the last one was closed', async () => {
    await click('one');
    open[0]?.dispose();
    await click('two');
    expect(shown()).toEqual(['two']);
  });
});

describe('a tab is kept', () => {
  it('by a double click', async () => {
    await click('one');
    await panels.open('one', 'click');
    await click('two');
    expect(shown()).toEqual(['one', 'two']);
  });

  it('by opening its job on purpose', async () => {
    await click('one');
    await panels.open('one');
    await click('two');
    expect(shown()).toEqual(['one', 'two']);
  });
});
