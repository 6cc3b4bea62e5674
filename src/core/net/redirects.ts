// Follows redirects by our own rules, so that no key and no paid request goes where it was not meant to.

import * as l10n from '@vscode/l10n';
import { hostOf, isLoopbackHost, isPublicHost } from './addresses';
import { createRedactor } from './redact';
import { RouteFailure } from './route';

/** Redirects followed before a request fails. */
export const redirectLimit = 5;

const followed = new Set([301, 302, 303, 307, 308]);

/** Never leave the first origin, whether or not the request names them. */
const alwaysCredentials = ['authorization', 'cookie', 'proxy-authorization', 'x-api-key'];

/**
 * Where an answer leads: undefined where it is no redirect that could be followed.
 * @throws RouteFailure `blocked` for a target that is refused: another scheme, https to http, this machine from elsewhere, a
 * private address from a public one.
 */
export function redirectTarget(from: URL, status: number, headers: Readonly<Record<string, string>>): URL | undefined {
  const location = headers['location'];
  if (!followed.has(status) || location === undefined || !URL.canParse(location, from)) return undefined;
  const to = new URL(location, from);
  const staysHere = isLoopbackHost(from) && isLoopbackHost(to);
  if (to.protocol !== 'https:' && to.protocol !== 'http:') throw blocked(to);
  if (to.protocol === 'http:' && !staysHere) throw blocked(to);
  if (isLoopbackHost(to) && !staysHere) throw blocked(to);
  if (isPublicHost(hostOf(from)) && !isPublicHost(hostOf(to))) throw blocked(to);
  if (to.username !== '' || to.password !== '') throw blocked(to);
  to.hash = '';
  return to;
}

/** @throws RouteFailure `blocked` once the limit is passed. */
export function countRedirect(redirects: number): number {
  if (redirects < redirectLimit) return redirects + 1;
  throw new RouteFailure('blocked', l10n.t('Redirected more than {0} times.', redirectLimit));
}

/** The headers without any that holds a credential. */
export function withoutCredentials(
  headers: Readonly<Record<string, string>>,
  credentialHeaders: readonly string[] = [],
): Record<string, string> {
  const dropped = new Set([...alwaysCredentials, ...credentialHeaders]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
}

/**
 * Whether an address holds what a credential header holds, in whatever form: a service that writes the key into its redirect
 * would have us hand it over ourselves.
 */
export function carriesCredential(
  to: URL,
  headers: Readonly<Record<string, string>>,
  credentialHeaders: readonly string[] = [],
): boolean {
  const redactor = createRedactor();
  for (const name of [...alwaysCredentials, ...credentialHeaders]) {
    redactor.add(headers[name]?.replace(/^[a-z]+\s+/i, '') ?? '');
  }
  return redactor.strip(to.href) !== to.href;
}

/** A redirect that is not followed. */
export function blocked(to: URL): RouteFailure {
  return new RouteFailure('blocked', l10n.t('The server redirects to {0}, which is not followed.', to.origin));
}
