// What the form needs to know of the ways of a first frame to a service that takes addresses only (services page, decision 5).

import type { Engine, ServiceState } from '../../../core/engine';
import type { PublicAccess } from '../../../core/ports';
import { addressFor } from '../../../core/public/address';
import type { WayFacts } from '../../../protocol/pictureWay';

/** Undefined: the service takes the picture itself. Never asks the network. */
export async function waysOf(
  engine: Pick<Engine, 'validate'>,
  state: ServiceState,
  access: PublicAccess,
): Promise<WayFacts | undefined> {
  const { pictureRoute: usual, baseUrl } = state;
  if (usual === undefined) return undefined;
  const address = usual === 'public' ? addressFor(access, baseUrl) : undefined;
  return {
    ...(usual !== 'choose' && { usual }),
    ...(address !== undefined && { publicHost: new URL(address).host }),
    ...(access.problem !== undefined && { publicProblem: access.problem }),
    dataAllowed: usual === 'data' || (usual === 'public' && (await allowsDataUrl(engine, state.service.id))),
  };
}

/** The engine tells only by what it would refuse. */
async function allowsDataUrl(engine: Pick<Engine, 'validate'>, service: string): Promise<boolean> {
  const picture = { sha256: '0'.repeat(64), bytes: 1, width: 1, height: 1, name: '' };
  const asked = { service, prompt: 'x', options: {}, picture, pictureRoute: { kind: 'data' } } as const;
  return !(await engine.validate(asked)).some(({ field }) => field === 'picture');
}
