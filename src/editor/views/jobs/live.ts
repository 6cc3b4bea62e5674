// The Jobs view while somebody uses it: its badge, its context keys, its selection, and the one timer that runs while seconds are to be seen.

import * as vscode from 'vscode';
import type { App } from '../../app';
import type { LoadedTree } from '../lazyTree';
import { batchMessage, LastingMessage } from './message';
import { groupNames, type GroupName, type Groups } from './model';
import type { Row } from './rows';
import { noteSelectedJobs } from './selection';
import { JobsTree } from './tree';
import { showMoreCommand } from './treeItems';

const everySecond = 1000;

/** Makes the tree and ties it to its view. */
export function openJobsTree(app: App, view: vscode.TreeView<Row>): LoadedTree<Row, JobsTree> {
  const tree = new JobsTree(app);
  const ticker = new Ticker(
    () => view.visible && (tree.groups.running.length > 0 || tree.groups.needs.some(({ needs }) => needs === 'link')),
    () => tree.tick(),
  );
  const context = new ContextKeys();
  const message = new LastingMessage(view);
  const parts = vscode.Disposable.from(
    tree,
    ticker,
    message,
    view.onDidChangeVisibility(() => ticker.look()),
    view.onDidChangeSelection(({ selection }) => {
      noteSelectedJobs(selection.flatMap(row => (row.kind === 'job' ? row.id : [])));
    }),
    tree.onDidUpdate(groups => {
      ticker.look();
      context.update(groups);
      view.badge = badge(groups.running.length);
      message.show(batchMessage(groups));
    }),
    keepSelection(view, tree),
    vscode.commands.registerCommand(showMoreCommand, (group: GroupName) => {
      if (groupNames.includes(group)) tree.showMore(group);
    }),
  );
  return { tree, dispose: () => void parts.dispose() };
}

/** A job that was selected stays selected when it goes to another group, unless that group was folded away. */
function keepSelection(view: vscode.TreeView<Row>, tree: JobsTree): vscode.Disposable {
  const folded = new Set<GroupName>();
  return vscode.Disposable.from(
    view.onDidCollapseElement(({ element }) => folded.add(element.group)),
    view.onDidExpandElement(({ element }) => folded.delete(element.group)),
    tree.onDidMove(({ from, to }) => {
      const only = view.selection.length === 1 ? view.selection[0] : undefined;
      if (only !== from || !view.visible || folded.has(to.group)) return;
      void Promise.resolve(view.reveal(to, { select: true, focus: false })).catch(() => undefined);
    }),
  );
}

function badge(running: number): vscode.ViewBadge | undefined {
  if (running === 0) return undefined;
  return {
    value: running,
    tooltip: running === 1 ? vscode.l10n.t('1 job runs') : vscode.l10n.t('{0} jobs run', running),
  };
}

/** One timer, and none while there is nothing to count. */
class Ticker implements vscode.Disposable {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly wanted: () => boolean,
    private readonly tick: () => void,
  ) {}

  /** To be called when the answer of `wanted` may have changed. */
  look(): void {
    if (!this.wanted()) this.dispose();
    else this.#timer ??= setInterval(this.tick, everySecond);
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** The context keys that menus and the walkthrough ask for; each is set only when it changes. */
class ContextKeys {
  readonly #known = new Map<string, boolean>();

  update(groups: Groups): void {
    this.#set('reelwright.hasFinishedJobs', groups.done.length + groups.failed.length > 0);
    this.#set('reelwright.hasVideo', groups.done.length > 0);
  }

  #set(name: string, value: boolean): void {
    if (this.#known.get(name) === value) return;
    this.#known.set(name, value);
    void vscode.commands.executeCommand('setContext', name, value);
  }
}
