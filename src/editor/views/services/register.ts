// Registers the Services view. Balances are read again when somebody looks, and not otherwise.

import * as vscode from 'vscode';
import type { App } from '../../app';
import { LazyTree } from '../lazyTree';
import type { Row, ServicesTree } from './tree';

/** Looking away and back within this time reads nothing again. */
const freshForMs = 60_000;

/** The view's code, and the engine, are asked for when the view is first shown. */
export function registerServicesView(app: App): vscode.Disposable {
  const lazy = new LazyTree<Row, ServicesTree>(async () => {
    const { ServicesTree: Tree } = await import('./tree');
    const tree = new Tree(app);
    return { tree, dispose: () => tree.dispose() };
  });
  const view = vscode.window.createTreeView('reelwright.services', { treeDataProvider: lazy });
  let readAt = -Infinity;
  const look = async (): Promise<void> => {
    if (Date.now() - readAt < freshForMs) return;
    readAt = Date.now();
    await (await lazy.loaded()).refresh();
  };
  return vscode.Disposable.from(
    view,
    lazy,
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) void look().catch((error: unknown) => app.log.warn(`services: ${String(error)}`));
    }),
  );
}
