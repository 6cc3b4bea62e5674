// What the form needs to know of the ways of a first frame to a service that takes addresses only (services page, decision 5).

import type { ServiceState } from '../../../core/engine';
import type { PublicAccess } from '../../../core/ports';
import { addressFor } from '../../../core/public/address';
import type { WayFacts } from '../../../protocol/pictureWay';

/** Undefined: the service takes the picture itself. */
export function waysOf(
  { pictureRoute: usual, baseUrl, dataUrlAllowed }: Pick<ServiceState, 'pictureRoute' | 'baseUrl' | 'dataUrlAllowed'>,
  access: PublicAccess,
): WayFacts | undefined {
  if (usual === undefined) return undefined;
  const address = usual === 'public' ? addressFor(access, baseUrl) : undefined;
  return {
    ...(usual !== 'choose' && { usual }),
    ...(address !== undefined && { publicHost: new URL(address).host }),
    ...(access.problem !== undefined && { publicProblem: access.problem }),
    dataAllowed: dataUrlAllowed === true,
  };
}
