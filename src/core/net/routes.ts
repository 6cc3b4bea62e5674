// Chooses the way to an origin: direct, or through the editor where a proxy is configured or direct does not work.

import type { Clock, Log } from '../ports';
import type { Route, RouteRequest, RouteResult } from './route';

/** How long a way that worked is tried first. */
const rememberMs = 10 * 60_000;

type Way = 'direct' | 'editor';

export interface RoutesOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Whether a proxy is configured for an origin such as `https://vibegen.art`. */
  readonly proxyFor: (origin: string) => boolean;
  readonly direct: Route;
  readonly editor: Route;
}

/**
 * A route over the routes. The second way is only taken after a failure before anything was sent, so that no request
 * goes out twice; which way worked is remembered per origin for ten minutes.
 */
export function createRoutes(options: RoutesOptions): Route {
  const memory = new Map<string, { readonly way: Way; readonly until: number }>();
  const waysTo = (url: URL): readonly Way[] => {
    // Plain http is this machine alone (see serviceRefusal): no proxy and no certificate is between.
    if (url.protocol !== 'https:') return ['direct'];
    if (options.proxyFor(url.origin)) return ['editor'];
    const known = memory.get(url.origin);
    const isFresh = known !== undefined && known.until > options.clock.elapsed();
    return isFresh && known.way === 'editor' ? ['editor', 'direct'] : ['direct', 'editor'];
  };
  const remember = (origin: string, way: Way | undefined) => {
    if (way === 'editor') memory.set(origin, { way, until: options.clock.elapsed() + rememberMs });
    else memory.delete(origin);
  };

  return async request => {
    const { origin } = request.url;
    const ways = waysTo(request.url);
    const first = await options[ways[0] ?? 'direct'](request);
    const [, second] = ways;
    if (second === undefined || !mayGoOn(first, request)) {
      if (second !== undefined && first.kind === 'answer') remember(origin, ways[0]);
      return first;
    }
    options.log.write('debug', 'taking the other route', { origin, route: second, failure: first.failure });
    const result = await options[second](request);
    remember(origin, result.kind === 'answer' || result.sent ? second : undefined);
    return result.kind === 'failure' && !result.sent ? both(first, result) : result;
  };
}

type Unsent = Extract<RouteResult, { kind: 'failure' }>;

/** Both ways failed: that a certificate is not trusted says more than that there is no connection. */
function both(first: Unsent, second: Unsent): RouteResult {
  const failure = second.failure === 'unreachable' ? first.failure : second.failure;
  const detail = first.detail === second.detail ? first.detail : `${first.detail}; ${second.detail}`;
  return { kind: 'failure', sent: false, failure, detail };
}

function mayGoOn(result: RouteResult, request: RouteRequest): result is Unsent {
  if (result.kind === 'answer' || result.sent || request.signal.aborted) return false;
  return result.failure === 'unreachable' || result.failure === 'untrusted';
}
