// The pages of the web views, to the letter: what they may load, and what a hostile word in them cannot do.

import { afterEach, describe, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { filesWith, sources } from './sources';

const editor = vi.hoisted(() => ({ language: 'en', bundle: undefined as Record<string, string> | undefined }));
vi.mock('vscode', () => ({
  env: {
    get language() {
      return editor.language;
    },
  },
  l10n: {
    get bundle() {
      return editor.bundle;
    },
  },
  Uri: { joinPath: (base: { path: string }, ...parts: string[]) => uriOf([base.path, ...parts].join('/')) },
}));
const uriOf = (path: string) => ({ path, toString: () => path });
const { page, scriptFolder } = await import('../../../src/editor/views/page');

const webview = { cspSource: 'https://csp.example', asWebviewUri: (uri: unknown) => uri } as unknown as vscode.Webview;
const home = uriOf('/extension') as unknown as vscode.Uri;
const create = { script: 'create', title: 'Create a video', element: 'reelwright-create' } as const;
const preview = { script: 'preview', title: 'Video preview', element: 'reelwright-preview', media: true } as const;

const nonceOf = (html: string) => /nonce="([^"]+)"/.exec(html)?.[1] ?? '';
const plain = (html: string) => html.replaceAll(nonceOf(html), 'NONCE');
const policyOf = (html: string) => /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];

afterEach(() => {
  editor.language = 'en';
  editor.bundle = undefined;
});

describe('a page', () => {
  test('of the Create view is this and nothing else', () => {
    expect(plain(page(webview, home, create))).toBe(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-NONCE'; style-src https://csp.example; font-src https://csp.example; img-src https://csp.example data: blob:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Create a video</title>
<link rel="stylesheet" href="/extension/dist/webview/codicon.css" id="vscode-codicon-stylesheet">
</head>
<body>
<reelwright-create></reelwright-create>
<script type="application/json" id="l10n">{}</script>
<script type="module" nonce="NONCE" src="/extension/dist/webview/create.js"></script>
</body>
</html>`);
  });

  test('of the Preview may play local videos besides', () => {
    expect(policyOf(plain(page(webview, home, preview)))).toBe(
      `default-src 'none'; script-src 'nonce-NONCE'; style-src https://csp.example; font-src https://csp.example; ` +
        `img-src https://csp.example data: blob:; media-src https://csp.example blob:; base-uri 'none'; form-action 'none'`,
    );
  });

  test.each([create, preview])('names no unsafe source, no connection, no frame and no wildcard: $script', parts => {
    const policy = policyOf(page(webview, home, parts)) ?? '';
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).not.toMatch(/unsafe|strict-dynamic|connect-src|frame-src|child-src|object-src|worker-src|\*|http:/);
  });

  test('has a fresh nonce of 128 bits each time', () => {
    const nonces = Array.from({ length: 500 }, () => nonceOf(page(webview, home, create)));
    expect(new Set(nonces).size).toBe(500);
    for (const nonce of nonces) expect(Buffer.from(nonce, 'base64url')).toHaveLength(16);
  });

  test('is not left by a word of a translation, a language or a title', () => {
    editor.language = `"><script>alert(1)</script>`;
    editor.bundle = { 'A word': '</script><script>alert(1)</script><!--', '<!--': ']]>\u2028' };
    const html = page(webview, home, { ...create, title: `</title><img src=x onerror=alert(1)>` });
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toMatch(/<img|<!--/);
    const words = /id="l10n">([^]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(words)).toEqual(editor.bundle);
  });
});

describe('in the sources', () => {
  test('a web view may load scripts and styles from one folder, and the Preview reads the library besides', () => {
    expect(String(scriptFolder(home))).toBe('/extension/dist/webview');
    const all = [...sources('src/editor')].flatMap(([, text]) => text.match(/localResourceRoots: .*$/gm) ?? []);
    expect(all.toSorted()).toEqual([
      'localResourceRoots: [scriptFolder(extensionUri), library] };',
      'localResourceRoots: [scriptFolder(extensionUri)] };',
    ]);
  });

  test('no hidden page is kept running: each begins anew from what the extension knows', () => {
    expect(filesWith(sources('src'), /retainContextWhenHidden/)).toEqual([]);
  });

  test('no page is built but by these templates, and no page writes markup of its own', () => {
    expect(filesWith(sources('src'), /webview\.html\s*=/)).toEqual([
      'src/editor/views/create/provider.ts',
      'src/editor/views/preview/panel.ts',
    ]);
    const markup =
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|unsafeHTML|unsafeSVG|unsafeCSS|srcdoc|DOMParser|createContextualFragment/;
    expect(filesWith(sources('webview-ui'), markup)).toEqual([]);
    expect(
      filesWith(sources('webview-ui'), /enableCommandUris|command:|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon/),
    ).toEqual([]);
  });
});
