// What may spend, and every other way in: each is tried, and is refused or ends at the editor's own question.

import { readFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { App } from '../../../src/editor/app';
import { fakeVscode, resetWorld, Uri, world } from './fake-editor';
import { jobs, ledger, type Ledger } from './fake-engine';
import { filesWith, sources } from './sources';

vi.mock('vscode', () => fakeVscode);
const { commandTable, registerCommands } = await import('../../../src/editor/commands/table');

let books: Ledger;
const logged: string[] = [];
const app = {
  context: {
    subscriptions: [],
    secrets: { get: async () => undefined, store: async () => undefined },
    globalState: { get: () => undefined },
  },
  log: Object.fromEntries(
    ['trace', 'debug', 'info', 'warn', 'error']
      .map(level => [level, (line: unknown) => logged.push(String(line))])
      .concat([['show', () => 0]]),
  ),
  engine: async () => books.engine,
  keys: {
    source: async () => 'secrets',
    remove: async () => undefined,
    remember: () => undefined,
    set: async () => undefined,
  },
  create: { show: async () => undefined },
  previews: { open: async () => undefined, useFrame: async () => undefined },
  output: { save: async () => Uri.file('/w/a.mp4'), saveAs: async () => undefined, insert: async () => undefined },
} as unknown as App;

beforeAll(() => void registerCommands(app));
beforeEach(() => {
  resetWorld();
  books = ledger();
  logged.length = 0;
});

const run = async (name: string, ...args: unknown[]) => world.commands.get(`reelwright.${name}`)?.(...args);
const [, doubtful, , , failed] = jobs.map(({ id }) => id);

/** What another extension or a key binding may hand to any command. */
const crafted: readonly (readonly unknown[])[] = [
  [],
  [undefined],
  [null],
  [''],
  ['../../../etc/passwd'],
  [{}],
  [{ kind: 'job', id: 'no such job' }],
  [{ kind: 'job', id: failed }],
  [{ jobId: failed, confirmed: true, modal: false }],
  [failed, [failed, doubtful, failed]],
  [
    { kind: 'job', id: failed },
    [
      { kind: 'job', id: failed },
      { kind: 'group', id: doubtful },
    ],
  ],
  [doubtful, 'submitAgain'],
  [doubtful, { kind: 'submitAgain' }],
  [{ kind: 'service', id: 'usvideo' }],
  ['usvideo', 'job_1'],
  ['usvideo', { service: 'usvideo', prompt: 'Spend', takes: 8 }],
  [{ service: 'usvideo', prompt: 'Spend', options: {}, takes: 8 }, 'view'],
  [{ prompt: 'Spend', confirm: false }, true],
  [JSON.parse('{"__proto__":{"jobId":"x"},"constructor":{"prototype":{"id":"y"}}}')],
  [
    {
      get jobId() {
        throw new Error('a trap');
      },
    },
  ],
  [new Proxy({}, { get: () => failed })],
  [Uri.file('/etc/passwd'), [Uri.parse('https://evil.example/a.png'), 7]],
  [7, Number.NaN, Symbol.iterator],
  ['x'.repeat(1_000_000)],
];

describe('a command with crafted arguments, while nobody answers', () => {
  test.each(Object.keys(commandTable))('%s spends nothing and does not throw', async name => {
    for (const args of crafted) await run(name, ...args);
    expect(books.spent).toEqual([]);
  });

  test.each(Object.keys(commandTable))('%s spends nothing when the first row of every list is picked', async name => {
    for (const args of crafted) {
      // A look at the dashboard leads back to the same list.
      let picks = 0;
      world.pick = items => (++picks > 5 ? undefined : items.find(item => typeof item === 'object'));
      await run(name, ...args);
    }
    expect(books.spent).toEqual([]);
  });
});

describe('a retry', () => {
  test('is asked about with its price, and made once after a yes', async () => {
    world.press = (_, buttons) => buttons.find(button => button === 'Generate');
    await run('retryJob', failed);
    expect(world.modals).toEqual(['Make this video once more?']);
    expect(books.spent).toEqual([`retry ${failed} for menu`]);
  });

  test('of several rows is one question, and each row counts once', async () => {
    world.press = (_, buttons) => buttons.find(button => button === 'Generate');
    await run('retryJob', failed, [failed, failed, doubtful]);
    expect(world.modals).toEqual(['Make these 2 videos once more?']);
    expect(books.spent).toEqual([`retry ${failed} for menu`, `retry ${doubtful} for menu`]);
  });

  test('of a forged id says that there is none', async () => {
    world.press = (_, buttons) => buttons[0];
    await run('retryJob', '0mk0xjmt1-00000000ff');
    expect([world.modals, books.spent]).toEqual([[], []]);
    expect(world.said.join()).toContain('There is no job 0mk0xjmt1-00000000ff');
  });
});

describe('a second submit of a job in doubt', () => {
  const again = (items: readonly unknown[]) => items.find(item => (item as { choice?: string }).choice === 'again');

  test('is asked about once more after it was picked', async () => {
    world.pick = again;
    await run('resolveJob', doubtful);
    expect([world.modals.length, books.spent]).toEqual([1, []]);
    world.press = (_, buttons) => buttons[0];
    await run('resolveJob', doubtful);
    expect(books.spent).toEqual([`resolve ${doubtful} submitAgain`]);
  });
});

describe('there is no other door', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    activationEvents: string[];
    contributes: Record<string, unknown>;
  };
  const editor = sources('src/editor', 'src/protocol');

  test('no address, file, task, terminal, authentication or debug session starts anything', () => {
    expect(
      manifest.activationEvents.filter(
        event => !/^(?:onStartupFinished|onWebviewPanel:|onLanguageModelTool:)/.test(event),
      ),
    ).toEqual([]);
    const doors = [
      'customEditors',
      'notebooks',
      'taskDefinitions',
      'terminal',
      'debuggers',
      'authentication',
      'resourceLabelFormatters',
      'chatParticipants',
      'mcpServerDefinitionProviders',
    ];
    expect(doors.filter(door => door in manifest.contributes)).toEqual([]);
    const makers =
      /registerUriHandler|registerCustomEditorProvider|registerTaskProvider|registerFileSystemProvider|onDidOpenTextDocument|onDidSaveTextDocument|onDidCreateFiles|createFileSystemWatcher/;
    expect(filesWith(editor, makers)).toEqual([]);
  });

  test('whatever asks for a paid job is one of these places, or puts the editor’s own question before it', () => {
    const asking = filesWith(editor, /\.generate\(|\.retry\(|'submitAgain'/);
    const asks = filesWith(editor, /modal: true|agreesToSpend\(|confirmationMessages/);
    expect(asking).toContain('src/editor/commands/retryJob.ts');
    expect(asking.filter(path => !asks.includes(path)).toSorted()).toEqual([
      'src/editor/commands/generate.ts', // Its last page shows the price.
      'src/editor/exports.ts', // Within the budgets, and logged.
      'src/editor/output/queuedHere.ts', // Notes what others ask for.
    ]);
  });
});
