// Where VS Code enters: a table of contents, nothing else.

import type * as vscode from 'vscode';
import type { ReelwrightApi } from './api';
import { start } from './editor/start';
import type { Started } from './editor/start';

let started: Started | undefined;

export function activate(context: vscode.ExtensionContext): ReelwrightApi {
  started = start(context);
  return started.exports;
}

export async function deactivate(): Promise<void> {
  await started?.stop();
}
