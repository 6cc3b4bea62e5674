// Registers the Jobs view. Nothing is loaded or started by that.

import * as vscode from 'vscode';
import type { Engine } from '../../../core/engine';
import type { App } from '../../app';
import { LazyTree } from '../lazyTree';
import { JobsDrag } from './drag';
import type { Row } from './rows';
import type { JobsTree } from './tree';

export interface JobsView extends vscode.Disposable {
  /** Whether a person can see it (in this window, which may be in the background). */
  readonly visible: boolean;
  /** Tells the view of an engine that somebody else started, so that its badge is right while it is hidden. */
  connect(engine: Engine): void;
}

/** The view's code, and the engine, are asked for when the view is first shown. */
export function registerJobsView(app: App): JobsView {
  const lazy = new LazyTree<Row, JobsTree>(async () => (await import('./live')).openJobsTree(app, view));
  const view: vscode.TreeView<Row> = vscode.window.createTreeView('reelwright.jobs', {
    treeDataProvider: lazy,
    dragAndDropController: new JobsDrag(app),
    canSelectMany: true,
    showCollapseAll: false,
  });
  return {
    get visible() {
      return view.visible;
    },
    connect: engine => void lazy.loaded().then(tree => tree.connect(engine)),
    dispose: () => {
      view.dispose();
      lazy.dispose();
    },
  };
}
