// Whether any service has a key, as a context key: the walkthrough's second step is done by it.

import * as vscode from 'vscode';
import type { Engine } from '../../../core/engine';

/** Keeps `reelwright.hasKey` right while the core runs: keys from the environment count, and a removed one does not. */
export function followKeys(engine: Engine): vscode.Disposable {
  const keyed = new Set<string>();
  let known: boolean | undefined;
  const look = async (id: string): Promise<void> => {
    const { key } = await engine.serviceState(id);
    if (key === 'secrets' || key === 'environment') keyed.add(id);
    else keyed.delete(id);
  };
  const tell = (): void => {
    if (known === keyed.size > 0) return;
    known = keyed.size > 0;
    void vscode.commands.executeCommand('setContext', 'reelwright.hasKey', known);
  };
  const services = engine.services().map(({ id }) => id);
  void Promise.allSettled(services.map(look)).then(tell);
  const following = engine.onDidChangeServices(id => void Promise.allSettled([look(id)]).then(tell));
  return new vscode.Disposable(() => following.dispose());
}
