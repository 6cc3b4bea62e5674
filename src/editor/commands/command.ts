// One signature for every command, and the one place where a command's failure becomes a sentence.

import * as vscode from 'vscode';
import { RequestError } from '../../core/engine';
import type { App } from '../app';
import { remediesFor, showLog, tell, type Remedy } from './remedies';

/** A command's body. Arguments come from other extensions and key bindings too, so they are unknown until looked at. */
export type Command = (app: App, ...args: readonly unknown[]) => Promise<unknown>;

/** Registers a command whose code is loaded when it first runs. Failures are shown as one sentence; the stack goes to the log only. */
export function registerCommand(app: App, id: string, load: () => Promise<Command>): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      const command = await load();
      return await command(app, ...args);
    } catch (error) {
      await showFailure(app, id, error);
      return undefined;
    }
  });
}

/** Shows a failure with its next steps, without waiting for the person to read it. */
export async function showFailure(app: App, what: string, error: unknown): Promise<void> {
  if (error instanceof RequestError) {
    app.log.info(`${what}: ${error.code}`);
    say(app, error.message, remediesFor(error));
    return;
  }
  app.log.error(error instanceof Error ? error : String(error), what);
  say(app, vscode.l10n.t('Reelwright could not finish this: {0}', shortReason(error)), [showLog()]);
}

function say(app: App, sentence: string, remedies: readonly Remedy[]): void {
  tell('error', sentence, remedies).catch((problem: unknown) => app.log.error(String(problem)));
}

function shortReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
