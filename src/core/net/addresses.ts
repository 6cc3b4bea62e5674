// Says which addresses may be talked to, before a connection is made and again when a name is resolved.

import dns from 'node:dns';
import net from 'node:net';
import type { LookupFunction } from 'node:net';
import * as l10n from '@vscode/l10n';

/** The code of the error that a checked lookup fails with. */
export const blockedCode = 'ERR_BLOCKED_ADDRESS';

/** Every address of a name, as `dns.lookup` with `all: true` gives them. */
export type Resolve = (hostname: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

/** IANA's special-purpose registry: what is not on the public internet. */
const reserved4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Inside 2000::/3, the only part of IPv6 that is public: Teredo and its kin, documentation, 6to4. */
const reserved6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const refused4 = blockList(reserved4, 'ipv4');
const refused6 = blockList(reserved6, 'ipv6');
const public6 = blockList([['2000::', 3]], 'ipv6');
const loopback4 = blockList([['127.0.0.0', 8]], 'ipv4');
const loopback6 = blockList([['::1', 128]], 'ipv6');

/** Endings of names that never stand for a public host (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`). */
const privateEndings = ['.localhost', '.local', '.localdomain', '.internal', '.home.arpa', '.lan'];

function blockList(subnets: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): net.BlockList {
  const list = new net.BlockList();
  for (const [address, prefix] of subnets) list.addSubnet(address, prefix, family);
  return list;
}

/**
 * Whether an address (not a name) belongs to the public internet. IPv4 inside IPv6 (mapped, NAT64, 6to4, Teredo) does
 * not count as public, whatever it holds.
 */
export function isPublicAddress(address: string): boolean {
  const family = net.isIP(address);
  if (family === 4) return !refused4.check(address, 'ipv4');
  if (family !== 6 || address.includes('%')) return false;
  return public6.check(address, 'ipv6') && !refused6.check(address, 'ipv6');
}

/** Whether an address (not a name) is this machine's: 127.0.0.0/8 or ::1. */
export function isLoopbackAddress(address: string): boolean {
  const family = net.isIP(address);
  if (family === 4) return loopback4.check(address, 'ipv4');
  return family === 6 && loopback6.check(address, 'ipv6');
}

/** The host of a URL as a name or address: without the brackets of IPv6 and without any final dots, of which URLs may hold several. */
export function hostOf(url: URL): string {
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  return host.replace(/\.+$/, '');
}

/** Whether a URL's host is written as this machine: `localhost`, 127.0.0.0/8 or ::1. */
export function isLoopbackHost(url: URL): boolean {
  const host = hostOf(url);
  return host === 'localhost' || isLoopbackAddress(host);
}

/**
 * Why a service's address cannot be used, as a sentence; undefined where it can. A service is reached by https anywhere,
 * or by http on this machine alone, so that a key never crosses a network in the clear.
 */
export function serviceRefusal(url: URL): string | undefined {
  if (url.username !== '' || url.password !== '') return l10n.t('The address holds a user name or a password.');
  if (url.protocol === 'https:') return undefined;
  if (url.protocol !== 'http:') return l10n.t('The address begins with neither https nor http.');
  if (isLoopbackHost(url)) return undefined;
  return l10n.t('Plain http is used with this machine alone; the address must begin with https.');
}

/**
 * Why a result link cannot be fetched, as a sentence; undefined where it can. Only https to public hosts; with
 * `allowLoopback` also http and https to this machine. Looks at the address as it is written; `checkedLookup` looks at
 * what a name stands for. Behind a proxy the proxy resolves names, so there this check is the only one.
 */
export function linkRefusal(url: URL, allowLoopback: boolean): string | undefined {
  if (url.username !== '' || url.password !== '') return l10n.t('The link holds a user name or a password.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return l10n.t('The link does not begin with https.');
  if (isLoopbackHost(url)) return allowLoopback ? undefined : l10n.t('The link leads to this machine.');
  if (url.protocol !== 'https:') return l10n.t('The link does not begin with https.');
  return isPublicHost(hostOf(url)) ? undefined : l10n.t('The link leads to a private address.');
}

/** Whether a host, as `hostOf` gives it, is written as one of the public internet; what a name stands for is not looked at. */
export function isPublicHost(host: string): boolean {
  if (net.isIP(host) !== 0) return isPublicAddress(host);
  return host.includes('.') && !privateEndings.some(ending => host.endsWith(ending));
}

/** Resolves a name with the system's resolver. Fails as `dns.lookup` does. */
export const systemResolve: Resolve = hostname => dns.promises.lookup(hostname, { all: true });

/**
 * A `lookup` for `net.connect`: resolves once, refuses the name if any of its addresses is refused, and hands over the
 * very addresses that were checked, so that a second answer of the name server changes nothing (DNS rebinding).
 */
export function checkedLookup(resolve: Resolve, accepts: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      found => {
        const wanted = options.family === 4 || options.family === 6 ? options.family : undefined;
        const addresses = found.filter(entry => wanted === undefined || entry.family === wanted);
        const [first] = addresses;
        const refused = found.some(entry => !accepts(entry.address));
        if (first === undefined || refused) callback(lookupError(hostname, refused), '', 0);
        else if (options.all === true) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}

function lookupError(hostname: string, refused: boolean): NodeJS.ErrnoException {
  const message = refused ? `${hostname} stands for an address that is not public` : `${hostname} has no address`;
  return Object.assign(new Error(message), { code: refused ? blockedCode : 'ENOTFOUND' });
}
