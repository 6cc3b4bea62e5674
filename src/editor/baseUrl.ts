// What the setting `reelwright.services.<id>.baseUrl` may be: an address that a key can safely be sent to.

import * as l10n from '@vscode/l10n';

export type BaseUrl =
  | { readonly ok: true; readonly url: string; readonly origin: string; readonly loopback: boolean }
  | { readonly ok: false; readonly problem: string };

/**
 * Stands in for an address that cannot be used: `.invalid` names never resolve (RFC 2606), no key was ever entered for
 * it, and so nothing is sent anywhere until the setting is corrected.
 */
export const unusableBaseUrl = 'https://base-url-setting.invalid';

/** Reads a base URL as a person or a settings file wrote it: https, or http on this machine; trailing slashes are dropped. */
export function readBaseUrl(value: unknown): BaseUrl {
  if (typeof value !== 'string' || value.trim() === '') {
    return { ok: false, problem: l10n.t('It is empty. Write an address such as https://example.com/v1.') };
  }
  const url = parse(value.trim());
  if (!url) return { ok: false, problem: l10n.t('It is not an address. Write one such as https://example.com/v1.') };
  const loopback = isLoopback(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
    return { ok: false, problem: l10n.t('It must begin with https:// (http:// only for this machine).') };
  }
  if (url.username !== '' || url.password !== '') {
    return { ok: false, problem: l10n.t('It must not contain a user name or password.') };
  }
  if (url.search !== '' || url.hash !== '') {
    return { ok: false, problem: l10n.t('It must not contain a query or a fragment (? or #).') };
  }
  return { ok: true, url: url.origin + url.pathname.replace(/\/+$/, ''), origin: url.origin, loopback };
}

/** Whether a host name, as `URL` writes it, is this machine itself. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
