// A tree view whose code is loaded when VS Code first asks for its rows: nobody pays at start-up for a view that is not open.

import * as vscode from 'vscode';

/** A tree, and what is to be let go of with it. */
export interface LoadedTree<Row, Tree extends vscode.TreeDataProvider<Row>> extends vscode.Disposable {
  readonly tree: Tree;
}

export class LazyTree<Row, Tree extends vscode.TreeDataProvider<Row>>
  implements vscode.TreeDataProvider<Row>, vscode.Disposable
{
  readonly #redraw = new vscode.EventEmitter<Row | Row[] | undefined | null | void>();
  readonly onDidChangeTreeData = this.#redraw.event;
  readonly #owned: vscode.Disposable[] = [this.#redraw];
  #tree: Promise<Tree> | undefined;

  constructor(private readonly load: () => Promise<LoadedTree<Row, Tree>>) {}

  /** The tree itself, loaded at the first call. */
  loaded(): Promise<Tree> {
    this.#tree ??= this.load().then(loaded => {
      this.#owned.push(loaded);
      if (loaded.tree.onDidChangeTreeData) {
        this.#owned.push(loaded.tree.onDidChangeTreeData(row => this.#redraw.fire(row)));
      }
      return loaded.tree;
    });
    return this.#tree;
  }

  async getTreeItem(row: Row): Promise<vscode.TreeItem> {
    return (await this.loaded()).getTreeItem(row);
  }

  async getChildren(row?: Row): Promise<Row[] | null | undefined> {
    return (await this.loaded()).getChildren(row);
  }

  async getParent(row: Row): Promise<Row | null | undefined> {
    return (await this.loaded()).getParent?.(row);
  }

  async resolveTreeItem(
    item: vscode.TreeItem,
    row: Row,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem | null | undefined> {
    return (await this.loaded()).resolveTreeItem?.(item, row, token);
  }

  dispose(): void {
    for (const owned of this.#owned) owned.dispose();
  }
}
