// Which service with a key a command is about.

import * as vscode from 'vscode';
import { RequestError } from '../../core/engine';
import type { Service } from '../../core/service';
import type { App } from '../app';
import { pickService, serviceIdOf } from './serviceArgument';

/**
 * The service that `argument` names, else the only one with a key that `suits`, else the one that a person picks;
 * undefined when they changed their mind. @throws RequestError `unknown-service`; `key-missing` where none has a key
 */
export async function pickKeyedService(
  app: App,
  argument: unknown,
  suits: (service: Service) => boolean,
  placeholder: string,
): Promise<Service | undefined> {
  const engine = await app.engine();
  await engine.ready;
  if (serviceIdOf(argument) !== undefined) return pickService(app, argument, suits, placeholder);
  const keyed = new Set<string>();
  for (const service of engine.services()) {
    if (service.key === undefined || !suits(service)) continue;
    if ((await engine.serviceState(service.id)).key !== 'missing') keyed.add(service.id);
  }
  if (keyed.size === 0) {
    throw new RequestError(
      'key-missing',
      vscode.l10n.t('No service that offers this has an API key yet. Run “Reelwright: Set API Key…” first.'),
    );
  }
  return pickService(app, undefined, ({ id }) => keyed.has(id), placeholder);
}
