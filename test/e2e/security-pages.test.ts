// The web views' own pages, as packaged and under their own policy, in a real Chromium: hostile words in every place that shows words, and
// messages that make no sense.
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { chromiumFlags } from '../../scripts/lib/chromium.mjs';
import * as createProtocol from '../../src/protocol/create';
import * as previewProtocol from '../../src/protocol/preview';
import { readMessage } from '../../src/protocol/shared';

vi.mock('vscode', () => ({
  env: { language: 'en' },
  l10n: { bundle: undefined },
  Uri: { joinPath: (base: string, ...parts: string[]) => [base, ...parts].join('/') },
}));
const { page: htmlOf } = await import('../../src/editor/views/page');

let server: Server;
let origin: string;
let browser: Browser;
let page: Page;
const errors: string[] = [];

/** Serves the two pages and their scripts, as the editor does. */
async function serve(extension: string): Promise<void> {
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const parts = { create: ['create', 'reelwright-create'], preview: ['preview', 'reelwright-preview'] } as const;
    const view = path.slice(1) as keyof typeof parts;
    if (view in parts) {
      const [script, element] = parts[view];
      const webview = { cspSource: origin, asWebviewUri: (uri: string) => uri } as unknown as vscode.Webview;
      response.setHeader('content-type', 'text/html');
      response.end(
        htmlOf(webview, origin as unknown as vscode.Uri, { script, element, title: 'x', media: view === 'preview' }),
      );
      return;
    }
    const type = path.endsWith('.js') ? 'text/javascript' : path.endsWith('.css') ? 'text/css' : 'font/ttf';
    readFile(join(extension, path)).then(
      bytes => response.setHeader('content-type', type).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  const { chromium: executablePath, extensions } = inject('prepared');
  const name = (await readdir(extensions)).find(entry => entry.startsWith('reelwright.'));
  await serve(join(extensions, name ?? ''));
  browser = await chromium.launch({
    executablePath,
    args: [...chromiumFlags, '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** What a page finds in its window, and what it leaves there. */
interface Stage extends Window {
  posted: unknown[];
  ran: string[];
  violations: string[];
}

async function open(view: 'create' | 'preview'): Promise<void> {
  await page?.close();
  page = await browser.newPage();
  errors.length = 0;
  page.on('pageerror', error => errors.push(error.message));
  page.on('dialog', async dialog => {
    errors.push(`dialog ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.addInitScript(() => {
    const stage = window as unknown as Stage;
    Object.assign(stage, { posted: [], ran: [], violations: [] });
    Object.assign(window, {
      xss: (what: string) => stage.ran.push(what),
      acquireVsCodeApi: () => ({
        postMessage: (message: unknown) => stage.posted.push(message),
        getState: () => undefined,
        setState: () => undefined,
      }),
    });
    document.addEventListener('securitypolicyviolation', event =>
      stage.violations.push(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  await page.goto(`${origin}/${view}`);
  await page.waitForFunction(() => (window as unknown as Stage).posted.length > 0);
}

async function say(message: unknown): Promise<void> {
  await page.evaluate(async what => {
    window.postMessage(what, '*');
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  }, message);
}

/** Many messages, a frame apart. */
async function sayAll(messages: readonly unknown[]): Promise<void> {
  await page.evaluate(async all => {
    for (const message of all) {
      window.postMessage(message, '*');
      await new Promise(requestAnimationFrame);
    }
  }, messages);
}

/** The page's elements with the names of their attributes, shadow trees included: what words must not be able to change. */
function skeleton(): Promise<string> {
  return page.evaluate(() => {
    const walk = (node: Element | ShadowRoot): string => {
      const own = node instanceof Element ? `${node.localName}[${node.getAttributeNames().sort().join(' ')}]` : '#';
      const shadow = node instanceof Element && node.shadowRoot ? walk(node.shadowRoot) : '';
      return `${own}(${shadow}${[...node.children].map(walk).join(',')})`;
    };
    return walk(document.body);
  });
}

const left = () =>
  page.evaluate(() => {
    const { ran, violations } = window as unknown as Stage;
    return { ran, violations, title: document.title, href: location.href };
  });

/** Words that become something else where a page takes them for markup, an address, a style or a template. */
const corpus = [
  '<script>xss(1)</script>',
  '<img src=x onerror=xss(2)>',
  '<svg onload=xss(3)><animate onbegin=xss(3)>',
  '"><img src=x onerror=xss(4)>',
  `' onmouseover='xss(5)' autofocus onfocus='xss(5)`,
  '</textarea><script>xss(6)</script>',
  '</style><style>*{display:none}</style>',
  '<iframe srcdoc="<script>parent.xss(7)</script>">',
  '<a href="javascript:xss(8)">x</a>',
  'javascript:xss(9)',
  '${xss(10)}{{xss(10)}}',
  '<!--<script>-->--!><script>xss(11)</script>',
  '&lt;img src=x onerror=xss(12)&gt;',
  '<base href="https://evil.example/"><form action="https://evil.example/"><button>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
  '<link rel="stylesheet" href="https://evil.example/x.css">',
  '<vscode-button onclick=xss(13)>',
  '\u0000<script>xss(14)</script>',
  '\u202E<b>gnp</b>\u2066',
  '?{ lit$1$ }?<!--?lit$1$-->',
];

/** Every text of a Create snapshot, from a service, a file or a core that refuses: all of them `word`. */
function createSnapshot(word: string): object {
  const option = { label: word, help: word };
  return {
    type: 'snapshot',
    answers: 1,
    services: [
      { id: word.slice(0, 90), name: word },
      { id: 's', name: word },
    ],
    service: {
      id: 's',
      name: word,
      key: 'set',
      note: word,
      literal: true,
      promptMaxLength: 10,
      options: [
        { ...option, kind: 'choice', name: 'resolution', choices: [{ value: word, label: word }], default: word },
        { ...option, kind: 'number', name: 'seed', integer: true },
        { ...option, kind: 'text', name: 'negativePrompt', default: word },
        { ...option, kind: 'flag', name: 'audio', default: false },
      ],
      ways: { usual: 'public', publicHost: word, publicProblem: word, dataAllowed: true },
    },
    well: {
      items: [
        { state: 'failed', id: '1', name: word, message: word },
        { state: 'failed', id: '2', name: word, message: '' },
      ],
      note: word,
      open: word,
    },
    dropped: word,
    price: word,
    clips: 1,
    problems: ['prompt', 'form', 'resolution', 'picture', 'takes'].map(field => ({ field, message: word })),
    outcome: { kind: 'notSent', press: 'p', message: word },
    token: 't',
  };
}

const scenes: Readonly<Record<string, (word: string) => object>> = {
  busy: word => ({ kind: 'busy', title: word, detail: word, fraction: 0.5, attention: true }),
  ended: word => ({ kind: 'ended', title: word, message: word, advice: word, code: word, failed: true }),
  still: word => ({ kind: 'still', icon: 'warning', title: word, text: word }),
  player: word => ({
    kind: 'player',
    source: word,
    width: 16,
    height: 9,
    seconds: 1,
    hasAudio: true,
    soundAdvice: word,
  }),
};

function previewSnapshot(word: string, scene: object): object {
  const facts = [{ name: word, value: word }];
  return {
    type: 'snapshot',
    jobId: 'j',
    scene,
    prompt: word,
    chips: facts,
    groups: [{ title: word, facts }],
    saved: [word],
    actions: ['save', 'retry', 'useSettings'],
  };
}

describe('the Create view', () => {
  beforeEach(() => open('create'));

  test('shows hostile words as words in every place, and the page stays what it was', async () => {
    await say(createSnapshot('plain'));
    await page.locator('#generate').click();
    const before = await skeleton();
    expect(before).toContain('textarea');
    for (const word of corpus) {
      const snapshot = createSnapshot(word);
      expect(readMessage(createProtocol.toView, snapshot)).toBeDefined();
      await say(snapshot);
      expect([word, await skeleton()]).toEqual([word, before]);
      expect(await page.locator('body').innerText()).toContain(word.replace('\u0000', '').slice(0, 5));
    }
    await say({ type: 'broken', message: corpus.join(' ') });
    expect(await left()).toEqual({ ran: [], violations: [], title: 'x', href: `${origin}/create` });
    expect(errors).toEqual([]);
  });

  test('survives any message, asks for nothing by itself, and takes the next good one', async () => {
    await say(createSnapshot('plain'));
    const posted = () => page.evaluate(() => (window as unknown as Stage).posted.length);
    const before = await posted();
    await sayAll(mutations(createSnapshot('plain')));
    const spends = await page.evaluate(() =>
      (window as unknown as Stage).posted.filter(message =>
        /"(?:generate|allowDataUrl|dropUris)"/.test(JSON.stringify(message)),
      ),
    );
    expect(spends).toEqual([]);
    expect((await posted()) - before).toBeLessThan(60);
    await say(createSnapshot('The next good one'));
    expect(await page.locator('body').innerText()).toContain('The next good one');
    expect(errors).toEqual([]);
  });
});

describe('the Preview', () => {
  beforeEach(() => open('preview'));

  test.each(Object.keys(scenes))('shows hostile words as words: %s', async kind => {
    const scene = scenes[kind] as (word: string) => object;
    // A player begins anew with each source, and what it shows meanwhile depends on how far it has come.
    const still = (word: string) =>
      kind === 'player' ? { ...scene(word), source: `${origin}/none.mp4` } : scene(word);
    await say(previewSnapshot('plain', still('plain')));
    await expect.poll(skeleton).toContain('aside');
    await page.waitForTimeout(kind === 'player' ? 500 : 0);
    const before = await skeleton();
    for (const word of corpus) {
      const snapshot = previewSnapshot(word, still(word));
      expect(readMessage(previewProtocol.toView, snapshot)).toBeDefined();
      await say(snapshot);
      expect([word, await skeleton()]).toEqual([word, before]);
    }
    const { ran, violations, href } = await left();
    expect([ran, violations, href, errors]).toEqual([[], [], `${origin}/preview`, []]);
  });

  test('plays no address of another kind or host', async () => {
    for (const source of [
      'javascript:xss(1)',
      'data:text/html,<script>xss(2)</script>',
      'https://evil.example/a.mp4',
      'file:///etc/passwd',
      'http://127.0.0.1:9/a.mp4',
    ]) {
      await say(previewSnapshot('plain', { ...scenes['player']?.('plain'), source }));
    }
    const { ran, violations } = await left();
    expect(ran).toEqual([]);
    expect(violations.filter(each => !each.startsWith('media-src '))).toEqual([]);
    await expect.poll(async () => (await left()).violations.join()).toContain('evil.example');
  });

  test('survives any message, and takes the next good one', async () => {
    const good = previewSnapshot('plain', scenes['ended']?.('plain') ?? {});
    await say(good);
    await sayAll(mutations(good));
    await say(previewSnapshot('The next good one', scenes['ended']?.('x') ?? {}));
    expect(await page.locator('body').innerText()).toContain('The next good one');
    expect((await left()).ran).toEqual([]);
    expect(errors).toEqual([]);
  });
});

/** A good message with parts replaced, and plain nonsense; the same in every run. */
function mutations(good: object): readonly unknown[] {
  const value = fc.oneof(fc.constantFrom(null, '', -1, 1e308, [], {}, true, '<b>x</b>'), fc.jsonValue({ maxDepth: 2 }));
  const changed = fc
    .dictionary(fc.constantFrom(...Object.keys(good)), value, { minKeys: 1, maxKeys: 3 })
    .map(change => ({ ...good, ...change }));
  return fc.sample(fc.oneof(changed, fc.jsonValue()), { numRuns: 120, seed: 1 });
}

test.each(['create', 'preview'] as const)(
  'the policy of the %s page stops what a hole in it would let in',
  async view => {
    await open(view);
    const done = await page.evaluate(async () => {
      const inline = document.createElement('script');
      inline.textContent = 'window.xss("inline")';
      const foreign = document.createElement('script');
      foreign.src = 'https://evil.example/x.js';
      const frame = document.createElement('iframe');
      frame.src = 'https://evil.example/';
      const image = document.createElement('img');
      image.src = 'https://evil.example/pixel.png';
      const style = document.createElement('style');
      style.textContent = 'body { background: url(https://evil.example/bg.png) }';
      const base = document.createElement('base');
      base.href = 'https://evil.example/';
      document.body.append(inline, foreign, frame, image, style, base);
      document.body.setAttribute('onclick', 'window.xss("attribute")');
      document.body.click();
      const tries = [
        () => fetch('https://evil.example/'),
        () => fetch(location.href),
        () => Promise.resolve(new WebSocket('wss://evil.example/')),
        () => Promise.resolve(new Worker('data:text/javascript,0')),
        () => import('data:text/javascript,window.xss("module")' as string),
        () => Promise.resolve((setTimeout as (code: string) => unknown)('window.xss("text")')),
      ];
      const ends = await Promise.all(
        tries.map(attempt =>
          Promise.resolve()
            .then(attempt)
            .then(
              () => 'ran',
              () => 'stopped',
            ),
        ),
      );
      await new Promise(resolve => setTimeout(resolve, 200));
      return { ends, base: document.baseURI };
    });
    const { ran } = await left();
    expect(ran).toEqual([]);
    expect(done.base).toBe(`${origin}/${view}`);
    expect([done.ends[0], done.ends[1], done.ends[4]]).toEqual(['stopped', 'stopped', 'stopped']);
    for (const directive of [
      'script-src-elem',
      'script-src-attr',
      'frame-src',
      'img-src',
      'style-src-elem',
      'base-uri',
      'connect-src',
      'worker-src',
    ]) {
      await expect
        .poll(async () => (await left()).violations)
        .toContainEqual(expect.stringMatching(new RegExp(`^${directive}`)));
    }
  },
);
