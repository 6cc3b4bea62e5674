// Texts that are shown in editors and lie in no file: read-only, replaced as a whole when shown again.

import * as vscode from 'vscode';
import type { App } from './app';

/** `usage`: what was spent; `prompt`: a prompt beside its rewrite; `diagnostics`: for a bug report. */
export type VirtualScheme = 'reelwright-usage' | 'reelwright-prompt' | 'reelwright-diagnostics';

class VirtualDocuments implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  put(uri: vscode.Uri, text: string): void {
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
  }
}

const providers = new Map<VirtualScheme, VirtualDocuments>();

/** The address under which `text` can be opened; `name` is what its tab says. Registers the scheme when it is first used. */
export function virtualDocument(app: App, scheme: VirtualScheme, name: string, text: string): vscode.Uri {
  let provider = providers.get(scheme);
  if (!provider) {
    provider = new VirtualDocuments();
    providers.set(scheme, provider);
    app.context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider(scheme, provider));
  }
  const uri = vscode.Uri.from({ scheme, path: `/${name}` });
  provider.put(uri, text);
  return uri;
}
