// The Create view's door: registered at start-up, loaded when the view is first shown or filled.

import * as vscode from 'vscode';
import type { App, CreateForm, Draft } from '../../app';
import type { CreateView } from './provider';

const viewId = 'reelwright.create';

export class LazyCreateView implements CreateForm, vscode.Disposable {
  #view: Promise<CreateView> | undefined;
  readonly #registration: vscode.Disposable;

  constructor(private readonly app: () => App) {
    this.#registration = vscode.window.registerWebviewViewProvider(viewId, {
      resolveWebviewView: async view => (await this.#load()).resolveWebviewView(view),
    });
  }

  async show(draft: Draft): Promise<void> {
    await (await this.#load()).show(draft);
  }

  dispose(): void {
    this.#registration.dispose();
    void this.#view?.then(view => view.dispose());
  }

  #load(): Promise<CreateView> {
    this.#view ??= import('./provider').then(({ CreateView: View }) => new View(this.app()));
    return this.#view;
  }
}
