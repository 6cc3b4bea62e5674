// The sentence above the list: why many jobs stand still, and how they go on.

import * as vscode from 'vscode';
import type { Groups } from './model';

/** What passes sooner is not worth moving the rows for, under somebody's mouse. */
const lastingMs = 2_000;

/** Shows a sentence once it has been true for a while, and takes it away at once. */
export class LastingMessage implements vscode.Disposable {
  #wanted = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly view: Pick<vscode.TreeView<unknown>, 'message'>) {}

  show(message: string): void {
    if (message === this.#wanted) return;
    const isNew = this.#wanted === '';
    this.#wanted = message;
    if (isNew) this.#timer = setTimeout(() => this.#apply(), lastingMs);
    else if (message === '' || this.#timer === undefined) this.#apply();
  }

  #apply(): void {
    this.dispose();
    if ((this.view.message ?? '') !== this.#wanted) this.view.message = this.#wanted;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** Doubts and an empty account stop what nobody watches: why it stands still, and how it goes on. */
export function batchMessage(groups: Groups): string {
  return doubtsMessage(groups) || creditsMessage(groups);
}

function creditsMessage({ queued }: Groups): string {
  const { length } = queued.filter(({ waiting }) => waiting?.reason === 'credits');
  if (length === 0) return '';
  return length === 1
    ? vscode.l10n.t(
        '1 job waits, because the service says that no balance is left. Top up, then retry the job that failed, and it goes on.',
      )
    : vscode.l10n.t(
        '{0} jobs wait, because the service says that no balance is left. Top up, then retry a job that failed, and they go on.',
        length,
      );
}

function doubtsMessage({ queued }: Groups): string {
  const { length } = queued.filter(({ waiting }) => waiting?.reason === 'doubts');
  if (length === 0) return '';
  return length === 1
    ? vscode.l10n.t('1 job waits, because three before it are in doubt. Decide about those, and it goes on.')
    : vscode.l10n.t(
        '{0} jobs wait, because three before them are in doubt. Decide about those, and they go on.',
        length,
      );
}
