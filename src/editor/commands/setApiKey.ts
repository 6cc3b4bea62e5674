// Set API key: masked, cleaned of what is pasted along, tried against the service, and then kept; never shown anywhere.

import * as vscode from 'vscode';
import { RequestError } from '../../core/engine';
import type { Service } from '../../core/service';
import { baseUrlProblem, openServiceSettings } from '../settings';
import type { Command } from './command';
import { KeyEntry } from './keyEntry';
import { pickService } from './serviceArgument';

/** Returns whether a key was kept. */
export const setApiKey: Command = async (app, argument) => {
  const service = await pickService(
    app,
    argument,
    one => one.key !== undefined,
    vscode.l10n.t('For which service do you have an API key?'),
  );
  if (!service) return false;
  if (!service.key) {
    throw new RequestError('not-possible', vscode.l10n.t('{0} needs no API key.', service.name));
  }
  if (!(await addressIsUsable(service))) return false;
  const { baseUrl } = await (await app.engine()).serviceState(service.id);
  const kept = await new KeyEntry(app, service, new URL(baseUrl).origin).ask();
  if (kept === undefined) return false;
  await vscode.commands.executeCommand('setContext', 'reelwright.hasKey', true);
  void vscode.window.showInformationMessage(kept);
  return true;
};

/** A key is bound to an origin; without a usable one there is nothing to bind it to. */
async function addressIsUsable(service: Service): Promise<boolean> {
  const problem = baseUrlProblem(service.id);
  if (problem === undefined) return true;
  const open = vscode.l10n.t('Open Settings');
  const sentence = vscode.l10n.t('The base URL of {0} in the settings cannot be used. {1}', service.name, problem);
  if ((await vscode.window.showErrorMessage(sentence, open)) === open) await openServiceSettings(service.id);
  return false;
}
