// From the form's draft to what the engine is asked: one request for each picture in the well, or one from text alone.

import type { Estimate } from '../../../core/job';
import type { GenerationRequest, Options, OptionSpec, Picture } from '../../../core/request';
import type { Draft } from '../../../protocol/create';
import { chosenOptions } from '../../../protocol/createForm';
import { beginsWithPicture, wayTaken, type WayFacts } from '../../../protocol/pictureWay';

/** The requests of a draft; `specs` are the service's, so nothing that it does not document gets in, and so are the `ways`. */
export function requestsOf(
  draft: Draft,
  service: string,
  specs: readonly OptionSpec[],
  pictures: readonly Picture[],
  ways?: WayFacts,
): readonly GenerationRequest[] {
  const options: Options = chosenOptions(specs, draft.options, beginsWithPicture(ways, draft, pictures.length));
  const pictureRoute = wayTaken(ways, draft, pictures);
  const request = {
    service,
    prompt: draft.prompt,
    options,
    takes: draft.takes,
    ...(pictureRoute && { pictureRoute }),
  };
  return pictures.length === 0 ? [request] : pictures.map(picture => ({ ...request, picture }));
}

/** How many clips a press would make. */
export function clipsOf(requests: readonly GenerationRequest[]): number {
  return requests.reduce((sum, request) => sum + (request.takes ?? 1), 0);
}

/**
 * What several estimates of one service come to. Undefined where they cannot be added: one has no figure, or the units differ.
 * Amounts are added in ten-thousandths, so that ten clips at $0.10 are one dollar.
 */
export function sumOf(
  estimates: readonly Estimate[],
): { amount: number; unit: Estimate['unit']; usd?: number; exact: boolean } | undefined {
  const first = estimates[0];
  if (!first) return undefined;
  let [sum, usd] = [0, 0];
  for (const { amount, unit, usd: dollars } of estimates) {
    if (unit !== first.unit || (amount === undefined && unit !== 'free')) return undefined;
    sum += Math.round((amount ?? 0) * 10_000);
    usd += Math.round((dollars ?? Number.NaN) * 10_000);
  }
  const exact = estimates.every(estimate => estimate.exact);
  return { amount: sum / 10_000, unit: first.unit, exact, ...(!Number.isNaN(usd) && { usd: usd / 10_000 }) };
}
