// The one transport: every byte that leaves for a service or comes from a result link passes here.

import type { Clock, Log, Net } from '../ports';
import { systemResolve, type Resolve } from './addresses';
import { download } from './download';
import { createEditorRoute, type SendHttps } from './editor-route';
import { exchange } from './exchange';
import { failureOf } from './failures';
import type { Route } from './route';
import { createRoutes } from './routes';

export interface NetDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Whether the editor would use a proxy for an origin such as `https://vibegen.art` (`http.proxy`, environment). */
  readonly proxyFor: (origin: string) => boolean;
  /** How the editor sends; default `https.request`. Tests put a proxy here. */
  readonly sendHttps?: SendHttps;
  /** PEM certificates that the direct route trusts besides Node's own. */
  readonly certificates?: readonly string[];
  /** Resolves names for the address checks; default the system's resolver. */
  readonly resolve?: Resolve;
}

/**
 * The network of `ports.ts`. Opens nothing until the first request, which also loads undici. Each request has a
 * connection of its own, so that whether a byte of it was sent is known.
 */
export function createNet(deps: NetDeps): Net {
  const { clock, log } = deps;
  const route = createRoutes({
    clock,
    log,
    proxyFor: deps.proxyFor,
    direct: lazyDirectRoute(deps),
    editor: createEditorRoute(deps.sendHttps),
  });
  const options = { clock, log, route, resolve: deps.resolve ?? systemResolve };
  return {
    exchange: (request, signal) => exchange(options, request, signal),
    download: (request, sink, signal) => download(options, request, sink, signal),
  };
}

function lazyDirectRoute(deps: NetDeps): Route {
  let loaded: Route | undefined;
  const load = async (): Promise<Route> => {
    const { createDirectRoute } = await import('./direct');
    return createDirectRoute({ clock: deps.clock, ...(deps.certificates && { certificates: deps.certificates }) });
  };
  return async request => {
    try {
      loaded ??= await load();
    } catch (error) {
      // A damaged installation: nothing was sent, and the editor's route still works.
      const { detail } = failureOf(error, false);
      deps.log.write('error', 'the direct route cannot be loaded', { detail });
      return { kind: 'failure', sent: false, failure: 'unreachable', detail };
    }
    return loaded(request);
  };
}
