// A service as a new request would reach it: with the settings and the key of this moment.

import * as l10n from '@vscode/l10n';
import { RequestError } from '../engine';
import { baseUrlOf } from './work';
import type { Wire, Work } from './work';

/** @throws RequestError `unknown-service` */
export async function presentWire(work: Work, id: string): Promise<Wire> {
  const service = work.services.find(candidate => candidate.id === id);
  if (service === undefined) {
    const names = work.services.map(candidate => candidate.id).join(', ');
    const message = l10n.t('There is no service “{0}”. It is one of: {1}.', id, names);
    throw new RequestError('unknown-service', message, [{ field: 'service', message }]);
  }
  const baseUrl = baseUrlOf(work, service);
  const origin = URL.canParse(baseUrl) ? new URL(baseUrl).origin : undefined;
  const key = service.key === undefined || origin === undefined ? undefined : await work.ports.keys.get(id, origin);
  return { service, baseUrl, key };
}

/** As `presentWire`, where the service's key is needed. @throws RequestError also `key-missing` */
export async function wireWithKey(work: Work, id: string): Promise<Wire> {
  const wire = await presentWire(work, id);
  const { service, key } = wire;
  if (service.key === undefined || key !== undefined) return wire;
  const message = l10n.t('No API key is set for {0}. Run “Reelwright: Set API Key…”, then try again.', service.name);
  throw new RequestError('key-missing', message, [{ field: 'service', message }]);
}
