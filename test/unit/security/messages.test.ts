// Messages of a web view that was taken over: whatever it says, nothing throws, nothing is spent that was not shown, and nothing is read
// that a person did not put there.

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { App } from '../../../src/editor/app';
import type { Snapshot } from '../../../src/protocol/create';
import * as createProtocol from '../../../src/protocol/create';
import * as previewProtocol from '../../../src/protocol/preview';
import { readMessage } from '../../../src/protocol/shared';
import { fakeVscode, resetWorld, Uri, world } from './fake-editor';
import { jobs, ledger, type Ledger } from './fake-engine';

vi.mock('vscode', () => fakeVscode);
const { CreateView } = await import('../../../src/editor/views/create/provider');
const { PreviewPanel } = await import('../../../src/editor/views/preview/panel');

let books: Ledger;
const logged: string[] = [];
const remembered = new Map<string, unknown>();
const write = (line: unknown) => logged.push(String(line));
const app = {
  context: {
    extensionUri: Uri.file('/extension'),
    globalState: {
      get: (name: string, fallback: unknown) => remembered.get(name) ?? fallback,
      update: async (name: string, value: unknown) => void remembered.set(name, value),
    },
  },
  log: { trace: write, debug: write, info: write, warn: write, error: write, show: () => undefined },
  engine: async () => books.engine,
  create: { show: async () => undefined },
} as unknown as App;

/** A web view as the extension holds it, with the page's side of the line in our hand. */
function line() {
  const posted: unknown[] = [];
  let listener: (message: unknown) => void = () => undefined;
  const webview = {
    cspSource: 'x',
    options: {},
    html: '',
    asWebviewUri: (uri: unknown) => uri,
    postMessage: async (message: unknown) => posted.push(message) > 0,
    onDidReceiveMessage: (given: typeof listener, _of?: unknown, _disposables?: unknown[]) => {
      listener = given;
      return { dispose: () => undefined };
    },
  };
  const event = (_listener: unknown, _of?: unknown, disposables?: unknown[]) => {
    disposables?.push({ dispose: () => undefined });
    return { dispose: () => undefined };
  };
  const holder = {
    webview,
    visible: true,
    onDidChangeVisibility: event,
    onDidDispose: event,
    onDidChangeViewState: event,
    dispose: () => undefined,
  };
  return { holder, posted, say: (message: unknown) => listener(message) };
}

/** Lets everything that was begun come to its end. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn += 1) await new Promise(resolve => setImmediate(resolve));
};

const loose: unknown[] = [];
const catchLoose = (error: unknown): void => void loose.push(error);
beforeEach(() => {
  resetWorld();
  books = ledger();
  logged.length = 0;
  remembered.clear();
  process.on('unhandledRejection', catchLoose);
});
afterEach(() => {
  process.off('unhandledRejection', catchLoose);
  expect(loose.splice(0)).toEqual([]);
});

const draft = { service: 'usvideo', prompt: 'A kite', options: {}, takes: 2 };

async function openForm() {
  const { holder, posted, say } = line();
  new CreateView(app).resolveWebviewView(holder as unknown as vscode.WebviewView);
  say({ type: 'ready', seq: 1, draft, pictures: [] });
  await settle();
  const snapshot = () =>
    posted.findLast((message): message is Snapshot => (message as Snapshot).type === 'snapshot') as Snapshot;
  const press = async (change: object = {}): Promise<void> => {
    say({ type: 'generate', seq: 2, draft, token: snapshot().token, press: `p${Math.random()}`, ...change });
    await settle();
  };
  return { say, snapshot, press, posted };
}

describe('a press of Generate', () => {
  test('at the price and number shown is one spend', async () => {
    const { press, snapshot } = await openForm();
    expect([snapshot().price, snapshot().clips]).toEqual(['about $2.50', 2]);
    await press();
    expect([books.spent, world.modals]).toEqual([['generate 2 × usvideo for view'], []]);
  });

  test('that is repeated, word by word or under another name, spends once', async () => {
    const { press, snapshot, say } = await openForm();
    const { token } = snapshot();
    const message = { type: 'generate', seq: 2, draft, token, press: 'p' };
    for (let time = 0; time < 20; time += 1) say({ ...message, press: time % 2 === 0 ? 'p' : `p${time}` });
    await settle();
    await press({ token });
    expect(books.spent).toEqual(['generate 2 × usvideo for view']);
  });

  test('straight after another one is the tail of a double click, also with the new token', async () => {
    const { press } = await openForm();
    await press();
    await press();
    await press();
    expect(books.spent).toHaveLength(1);
  });

  test.each([
    ['without a token', { token: '' }],
    ['with a token of its own making', { token: 'AAAAAAAAAAAAAAAAAAAAAA' }],
    ['with the name of a property', { token: '__proto__' }],
    ['for more takes than there are', { draft: { ...draft, takes: 9 } }],
    ['for a part of a take', { draft: { ...draft, takes: 1.5 } }],
    ['for takes in words', { draft: { ...draft, takes: '8' } }],
    ['with a price of its own', { token: 1.25, price: 'free' }],
  ])('%s spends nothing and asks nothing', async (_, change) => {
    const { press } = await openForm();
    await press(change);
    expect([books.spent, world.modals]).toEqual([[], []]);
  });

  test('for more takes than were shown is asked about', async () => {
    const { press } = await openForm();
    await press({ draft: { ...draft, takes: 8 } });
    expect([books.spent, world.modals]).toEqual([[], ['Generate 8 clips: about $10.00?']]);
  });

  test('after the price has changed is asked about', async () => {
    const { press } = await openForm();
    books.price = 9;
    await press();
    expect([books.spent, world.modals]).toEqual([[], ['Generate 2 clips: about $18.00?']]);
  });

  test('for another service than the one shown is asked about, also where its price reads the same', async () => {
    const { press } = await openForm();
    await press({ draft: { ...draft, service: 'vibegen' } });
    expect(books.spent).toEqual([]);
    expect(world.modals).toEqual(['Generate 2 clips: VibeGen, about $2.50?']);
  });

  test('after it was shown as free is asked about where it is not', async () => {
    const { press, say, snapshot } = await openForm();
    say({ type: 'edit', seq: 2, draft: { ...draft, service: 'sandbox' } });
    await settle();
    expect(snapshot().price).toBe('free');
    await press({ seq: 3 });
    expect([books.spent, world.modals.length]).toEqual([[], 1]);
  });

  test('on a token that a later press has overtaken spends nothing', async () => {
    const { press, snapshot, say } = await openForm();
    const first = snapshot().token;
    say({ type: 'edit', seq: 2, draft: { ...draft, prompt: 'Another' } });
    await settle();
    await press();
    await press({ token: first });
    expect(books.spent).toHaveLength(1);
  });
});

/** Mutations of what the pages really send, and plain nonsense. */
function hostile(seeds: readonly object[]): fc.Arbitrary<unknown> {
  const values = fc.oneof(
    fc.constantFrom(
      undefined,
      null,
      '',
      '__proto__',
      'constructor',
      -1,
      1e308,
      Number.NaN,
      [],
      {},
      true,
      'x'.repeat(20_001),
      '../../etc/passwd',
    ),
    fc.anything({ maxDepth: 2 }),
  );
  const names = [...new Set(seeds.flatMap(seed => Object.keys(seed)))];
  const changed = fc
    .tuple(fc.constantFrom(...seeds), fc.dictionary(fc.constantFrom(...names), values, { maxKeys: 3 }))
    .map(([seed, change]) => ({ ...seed, ...change }));
  return fc.oneof(
    { weight: 6, arbitrary: changed },
    { weight: 2, arbitrary: fc.anything({ withTypedArray: true, withDate: true, withMap: true }) },
    { weight: 1, arbitrary: fc.constantFrom(...seeds) },
  );
}

const picture = { sha256: 'a'.repeat(64), bytes: 1, width: 2, height: 2, name: 'a.png' };
const toCreate: readonly object[] = [
  { type: 'ready', seq: 0, draft, pictures: [picture] },
  { type: 'edit', seq: 3, draft },
  { type: 'generate', seq: 4, draft, token: 'forged', press: 'p' },
  { type: 'pickPictures' },
  { type: 'useOpenPicture' },
  { type: 'dropFiles', files: [{ name: '../a.png', bytes: new Uint8Array(3) }] },
  {
    type: 'dropUris',
    uris: ['file:///etc/passwd', 'https://evil.example/a.png', 'javascript:alert(1)', 'command:x', ':'],
  },
  { type: 'removePicture', id: '1' },
  { type: 'wantPicture', sha256: 'b'.repeat(64) },
  { type: 'wantPicture', sha256: '../../keys' },
  { type: 'setKey' },
  { type: 'allowDataUrl', service: 'vibegen' },
  { type: 'setPublicAddress' },
  { type: 'openJobs' },
  { type: 'showLog' },
];
const toPreview: readonly object[] = [
  { type: 'ready' },
  { type: 'noFrame' },
  { type: 'frame', bytes: new Uint8Array(3), seconds: 1 },
  ...previewProtocol.actions.map(action => ({ type: 'act', action })),
  { type: 'act', action: 'generate' },
  { type: 'act', action: 'reelwright.retryJob', jobId: 'x' },
];

const mayRun = new Set(['reelwright.setApiKey', 'workbench.action.openSettings', 'reelwright.jobs.focus']);

test('any messages of the Create view spend nothing, read no file that is no picture, and run nothing but its own commands', async () => {
  const { say, snapshot } = await openForm();
  await fc.assert(
    fc.asyncProperty(fc.array(hostile(toCreate), { maxLength: 6 }), async messages => {
      for (const message of messages) say(message);
      await settle();
    }),
    { numRuns: 300 },
  );
  expect([books.spent, world.modals, world.written]).toEqual([[], [], []]);
  expect(world.ran.filter(([command]) => !mayRun.has(command))).toEqual([]);
  expect(world.read.filter(uri => !uri.endsWith('.png'))).toEqual([]);
  expect(books.pictures.filter(name => name.includes('b'.repeat(64)) || name.includes('keys'))).toEqual([]);
  // The form still works after all that.
  say({ type: 'ready', seq: 1, draft, pictures: [] });
  await settle();
  expect(snapshot().price).toBe('about $2.50');
}, 60_000);

/** Commands that a tab of one clip has no business with. */
const foreign =
  /^(?!reelwright\.)|\.(?:generate|generateFromCsv|removeApiKey|removeJob|clearFinished|importJob|setSigningSecret)$/;

test('any messages of the Preview spend nothing, and are about its own job alone', async () => {
  const job = jobs[4];
  const { holder, say } = line();
  const panel = new PreviewPanel(app, holder as unknown as vscode.WebviewPanel, job?.id ?? '');
  await settle();
  await fc.assert(
    fc.asyncProperty(fc.array(hostile(toPreview), { maxLength: 6 }), async messages => {
      for (const message of messages) say(message);
      await settle();
    }),
    { numRuns: 300 },
  );
  expect(books.spent).toEqual([]);
  const [ids, names] = [new Set(world.ran.map(([, id]) => id)), new Set(world.ran.map(([command]) => command))];
  expect(ids).toEqual(new Set([job?.id, 'usvideo']));
  expect([...names].filter(name => foreign.test(name))).toEqual([]);
  expect(names).toContain('reelwright.retryJob');
  expect(logged.filter(line => /Error\b/.test(line))).toEqual([]);
  panel.dispose();
}, 60_000);

describe('a schema', () => {
  const schemas = { ...createProtocol, ...previewProtocol } as Readonly<Record<string, unknown>>;
  const readers = ['toView', 'toExtension', 'fromView', 'viewState'].map(name => [name, schemas[name]] as const);

  test.each(readers)('%s reads anything without throwing, and never hands on what it does not name', (_, schema) => {
    fc.assert(
      fc.property(hostile([...toCreate, ...toPreview]), message => {
        const read = readMessage(schema as typeof createProtocol.toExtension, message) as object | undefined;
        if (read !== undefined) expect(Object.keys(read)).not.toContain('__proto__');
      }),
      { numRuns: 3000 },
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('takes no message that is deep, cyclic or full of traps', () => {
    const cyclic: Record<string, unknown> = { type: 'edit' };
    cyclic['draft'] = cyclic;
    let deep: unknown = {};
    for (let level = 0; level < 100_000; level += 1) deep = { options: deep, draft: deep };
    for (const message of [cyclic, deep, { type: 'edit', seq: 1, draft: deep }]) {
      expect(readMessage(createProtocol.toExtension, message)).toBeUndefined();
      expect(readMessage(previewProtocol.fromView, message)).toBeUndefined();
    }
  });

  test('keeps an option of the name __proto__ out of every prototype', () => {
    const message: unknown = JSON.parse(
      `{"type":"edit","seq":1,"draft":{"prompt":"p","takes":1,"options":{"__proto__":"polluted","constructor":"x"}}}`,
    );
    const read = readMessage(createProtocol.toExtension, message);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    if (read?.type === 'edit') expect(Object.getPrototypeOf(read.draft.options)).not.toBe('polluted');
  });
});
