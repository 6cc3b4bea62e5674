// The Services view: balances are read again when somebody looks, and not otherwise.

import * as vscode from 'vscode';
import type { App } from '../../app';
import { ServicesTree, type Row } from './tree';

/** Looking away and back within this time reads nothing again. */
const freshForMs = 60_000;

/** Starts nothing: the engine is asked for when the view is first shown. */
export function registerServicesView(app: App): vscode.Disposable {
  const tree = new ServicesTree(app);
  const view = vscode.window.createTreeView<Row>('reelwright.services', { treeDataProvider: tree });
  let readAt = -Infinity;
  const look = (visible: boolean): void => {
    if (!visible || Date.now() - readAt < freshForMs) return;
    readAt = Date.now();
    void tree.refresh().catch((error: unknown) => {
      app.log.warn(`services: ${error instanceof Error ? error.message : String(error)}`);
    });
  };
  return vscode.Disposable.from(
    view,
    tree,
    view.onDidChangeVisibility(({ visible }) => look(visible)),
  );
}
