// Set API key: masked, cleaned of what is pasted along, tried against the service, and then kept; never shown anywhere.

import * as vscode from 'vscode';
import type { Service } from '../../core/service';
import { shortName } from '../../core/services/short-name';
import { baseUrlProblem } from '../settings';
import type { Command } from './command';
import { KeyEntry } from './keyEntry';
import { openSettings, RemediedError, tell, writePrompt } from './remedies';
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
    const sentence = vscode.l10n.t('{0} needs no API key.', shortName(service));
    throw new RemediedError('not-possible', sentence, [writePrompt()]);
  }
  refuseUnusableAddress(service);
  const { baseUrl } = await (await app.engine()).serviceState(service.id);
  const kept = await new KeyEntry(app, service, new URL(baseUrl).origin).ask();
  if (kept === undefined) return false;
  void tell('information', kept, [writePrompt()]);
  return true;
};

/** A key is bound to an origin; without a usable one there is nothing to bind it to. */
function refuseUnusableAddress(service: Service): void {
  const problem = baseUrlProblem(service.id);
  if (problem === undefined) return;
  const sentence = vscode.l10n.t(
    'The base URL of {0} in the settings cannot be used. {1}',
    shortName(service),
    problem,
  );
  throw new RemediedError('not-possible', sentence, [openSettings(`reelwright.services.${service.id}`)]);
}
