// Which service a command is about: the row it was called on, the id it was given, or the one that a person picks.

import * as vscode from 'vscode';
import { RequestError, type Engine } from '../../core/engine';
import type { Service } from '../../core/service';
import type { App } from '../app';
import { shortKeyText } from '../views/services/model';

/**
 * The service that `argument` names: an id, a tree row `{ kind: 'service', id }`, or a job's row. Otherwise the only one that
 * `suits`, or the one that a person picks; undefined when they changed their mind.
 * @throws RequestError `unknown-service`
 */
export async function pickService(
  app: App,
  argument: unknown,
  suits: (service: Service) => boolean,
  placeholder: string,
): Promise<Service | undefined> {
  const engine = await app.engine();
  const services = engine.services();
  const id = serviceIdOf(argument) ?? (await serviceOfRow(engine, argument));
  if (id !== undefined) return named(services, id);
  const suiting = services.filter(suits);
  if (suiting.length <= 1) return suiting[0];
  const items = await Promise.all(suiting.map(service => itemFor(engine, service)));
  return (await vscode.window.showQuickPick(items, { placeHolder: placeholder }))?.service;
}

async function itemFor(engine: Engine, service: Service): Promise<vscode.QuickPickItem & { service: Service }> {
  return { label: service.name, description: shortKeyText(await engine.serviceState(service.id)), service };
}

/** The id in a command's argument; undefined where it names no service. */
export function serviceIdOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument === '' ? undefined : argument;
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { id, kind, service } = argument as { id?: unknown; kind?: unknown; service?: unknown };
  if (kind === 'fact') return typeof service === 'string' ? service : undefined;
  return kind === 'service' && typeof id === 'string' ? id : undefined;
}

/** A job's row means the service that it was made with. */
async function serviceOfRow(engine: Engine, argument: unknown): Promise<string | undefined> {
  const { kind, id } = (typeof argument === 'object' && argument !== null ? argument : {}) as Record<string, unknown>;
  if (kind !== 'job' || typeof id !== 'string') return undefined;
  await engine.ready;
  return engine.job(id)?.service;
}

function named(services: readonly Service[], id: string): Service {
  const service = services.find(one => one.id === id);
  if (service) return service;
  const known = services.map(one => one.id).join(', ');
  throw new RequestError(
    'unknown-service',
    vscode.l10n.t('There is no service {0}. There are: {1}.', id.slice(0, 80), known),
  );
}
