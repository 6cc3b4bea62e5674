// Removes a stored key. One that comes from the environment is not ours to remove, and the sentence says so.

import * as vscode from 'vscode';
import type { Service } from '../../core/service';
import { shortName } from '../../core/services/short-name';
import type { App } from '../app';
import type { Command } from './command';
import { setKey, tell } from './remedies';
import { pickService, serviceIdOf } from './serviceArgument';

/** Without an argument it offers the services with a stored key; a service that is named may have none. */
export const removeApiKey: Command = async (app, argument) => {
  const stored = new Set<string>();
  if (serviceIdOf(argument) === undefined) {
    for (const { id } of (await app.engine()).services()) {
      if ((await app.keys.source(id)) === 'secrets') stored.add(id);
    }
    if (stored.size === 0) {
      void tell('information', vscode.l10n.t('No API key is stored, so there is none to remove.'), [setKey()]);
      return;
    }
  }
  const placeholder = vscode.l10n.t('Whose API key is to be removed?');
  const service = await pickService(app, argument, ({ id }) => stored.has(id), placeholder);
  if (!service) return;
  const source = await app.keys.source(service.id);
  if (source === 'secrets') await removeStored(app, service);
  else sayNothingToRemove(service, source);
};

async function removeStored(app: App, service: Service): Promise<void> {
  const question = vscode.l10n.t('Remove the API key of {0}?', shortName(service));
  const detail = vscode.l10n.t('Jobs that wait or run there go on when a key is set again.');
  const yes = vscode.l10n.t('Remove Key');
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return;
  await app.keys.remove(service.id);
  const left = await app.keys.source(service.id);
  const removed = vscode.l10n.t('The API key of {0} was removed.', shortName(service));
  const sentence = left === 'environment' ? `${removed} ${stillInEnvironment(service)}` : removed;
  void tell('information', sentence, [setKey(service.id)]);
}

function sayNothingToRemove(service: Service, source: 'environment' | undefined): void {
  if (!service.key) {
    void tell('information', vscode.l10n.t('{0} needs no API key.', shortName(service)), []);
    return;
  }
  const none = vscode.l10n.t('No API key of {0} is set.', shortName(service));
  void tell('information', source === 'environment' ? stillInEnvironment(service) : none, [setKey(service.id)]);
}

function stillInEnvironment(service: Service): string {
  return vscode.l10n.t(
    '{0} has a key from the environment variable {1}; to remove that, unset the variable and restart the editor.',
    shortName(service),
    service.key?.environmentVariable ?? '',
  );
}
