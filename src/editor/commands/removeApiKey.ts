// Removes a stored key. One that comes from the environment is not ours to remove, and the sentence says so.

import * as vscode from 'vscode';
import type { Service } from '../../core/service';
import type { App } from '../app';
import type { Command } from './command';
import { pickService } from './serviceArgument';

export const removeApiKey: Command = async (app, argument) => {
  const service = await pickService(
    app,
    argument,
    one => one.key !== undefined,
    vscode.l10n.t('Whose API key is to be removed?'),
  );
  if (!service) return;
  const source = await app.keys.source(service.id);
  if (source === 'secrets') await removeStored(app, service);
  else void vscode.window.showInformationMessage(nothingToRemove(service, source));
};

async function removeStored(app: App, service: Service): Promise<void> {
  const question = vscode.l10n.t('Remove the API key of {0}?', service.name);
  const detail = vscode.l10n.t('Jobs that wait or run there go on when a key is set again.');
  const yes = vscode.l10n.t('Remove Key');
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return;
  await app.keys.remove(service.id);
  const left = await app.keys.source(service.id);
  const removed = vscode.l10n.t('The API key of {0} was removed.', service.name);
  void vscode.window.showInformationMessage(
    left === 'environment' ? `${removed} ${stillInEnvironment(service)}` : removed,
  );
}

function nothingToRemove(service: Service, source: 'environment' | undefined): string {
  if (source === 'environment') return stillInEnvironment(service);
  return service.key
    ? vscode.l10n.t('No API key of {0} is set.', service.name)
    : vscode.l10n.t('{0} needs no API key.', service.name);
}

function stillInEnvironment(service: Service): string {
  return vscode.l10n.t(
    '{0} has a key from the environment variable {1}; to remove that, unset the variable and restart the editor.',
    service.name,
    service.key?.environmentVariable ?? '',
  );
}
