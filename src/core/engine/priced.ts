// A request with what it would cost and how its picture would go, from what is known now. Never asks the network.

import type { Origin } from '../engine';
import type { Priced } from '../pipeline/intake';
import { presentWire } from '../pipeline/present-wire';
import type { Work } from '../pipeline/work';
import { chooseRoute, routeFacts } from '../public/routes';
import type { GenerationRequest } from '../request';
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
  return compact<Priced>({ dialect, price, creditPrice, routed });
}
