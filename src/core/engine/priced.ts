// A request with what it would cost and how its picture would go, from what is known now. Never asks the network.

import * as l10n from '@vscode/l10n';
import type { Origin } from '../engine';
import type { Priced } from '../pipeline/intake';
import { presentWire } from '../pipeline/present-wire';
import type { Wire, Work } from '../pipeline/work';
import { chooseRoute, routeFacts } from '../public/routes';
import type { FieldProblem, GenerationRequest } from '../request';
import { compact } from '../store/job-folder';
import type { AccountBook } from './account-book';

/** @throws RequestError `unknown-service` */
export async function priced(
  work: Work,
  accounts: Pick<AccountBook, 'of'>,
  request: GenerationRequest,
  origin?: Origin,
): Promise<Priced> {
  const wire = await presentWire(work, request.service);
  const dialect = wire.service.dialectFor(wire.key?.key);
  const { creditPrice } = work.ports.settings.service(request.service);
  const price = dialect.price(request, accounts.of(request.service)?.live);
  const routed = chooseRoute(dialect, request, routeFacts(work, wire, origin));
  return compact<Priced>({ dialect, price, creditPrice, routed, secret: secretProblem(wire, request) });
}

/** A key that was pasted into the text would be kept with the job, and sent where no key belongs. */
function secretProblem({ key, service }: Wire, { prompt, options }: GenerationRequest): FieldProblem | undefined {
  const field = ([name, text]: [string, unknown]) => typeof text === 'string' && text.includes(key?.key ?? '') && name;
  const found =
    key !== undefined &&
    Object.entries({ prompt, ...options })
      .map(field)
      .find(name => name !== false);
  if (typeof found !== 'string') return undefined;
  const message = l10n.t('This text holds your API key for {0}. Take the key out of it.', service.name);
  return { field: found as FieldProblem['field'], message };
}
