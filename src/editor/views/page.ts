// The HTML page of a web view: one script, one icon font, and a policy that lets nothing else in.

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

export interface PageParts {
  /** The script in `dist/webview`, without its ending. */
  readonly script: 'create' | 'preview';
  /** For screen readers. */
  readonly title: string;
  /** The element that the script defines. */
  readonly element: string;
  /** Local videos may be played. */
  readonly media?: boolean;
}

/** The only folder that a web view may load scripts and styles from. */
export function scriptFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

/** A page for `webview`, with a fresh 128-bit nonce; set it only once per life of the web view. */
export function page(webview: vscode.Webview, extensionUri: vscode.Uri, parts: PageParts): string {
  const nonce = randomBytes(16).toString('base64url');
  const folder = scriptFolder(extensionUri);
  const script = webview.asWebviewUri(vscode.Uri.joinPath(folder, `${parts.script}.js`)).toString();
  const icons = webview.asWebviewUri(vscode.Uri.joinPath(folder, 'codicon.css')).toString();
  return `<!DOCTYPE html>
<html lang="${attribute(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy(webview.cspSource, nonce, parts.media === true))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(parts.title)}</title>
<link rel="stylesheet" href="${attribute(icons)}" id="vscode-codicon-stylesheet">
</head>
<body>
<${parts.element}></${parts.element}>
<script type="application/json" id="l10n">${json(vscode.l10n.bundle ?? {})}</script>
<script type="module" nonce="${nonce}" src="${attribute(script)}"></script>
</body>
</html>`;
}

/** No `connect-src`, no `frame-src`, no inline style or script: `default-src 'none'` holds for all that is not named. */
function policy(source: string, nonce: string, media: boolean): string {
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `font-src ${source}`,
    `img-src ${source} data: blob:`,
    ...(media ? [`media-src ${source} blob:`] : []),
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}

function attribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** JSON that cannot end its script element. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}
