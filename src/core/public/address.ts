// Which addresses lead from the internet to a picture or to this editor.

import * as l10n from '@vscode/l10n';
import { isLoopbackHost, linkRefusal } from '../net/addresses';
import type { PublicAccess } from '../ports';

/** The port on 127.0.0.1 that the user's tunnel leads to, where `reelwright.publicPort` names no other. */
export const usualPublicPort = 47_115;

/** Longest address of a picture that is sent to a service. */
export const longestAddress = 2_000;

/** Why an address cannot be sent as a first frame, as a sentence; undefined where it can: https, to a public host, without credentials. */
export function pictureAddressProblem(address: unknown): string | undefined {
  if (typeof address !== 'string' || address.trim() === '') return l10n.t('Write the https address of the picture.');
  if (address.length > longestAddress) {
    return l10n.t('The address of the picture is longer than {0} characters. Use a shorter one.', longestAddress);
  }
  if (!URL.canParse(address)) {
    return l10n.t('That is not an address. Write one such as https://example.com/picture.jpg.');
  }
  return linkRefusal(new URL(address), false);
}

/** The public address as a service at `baseUrl` can use it: an address on this machine is of use only to a service on this machine. */
export function addressFor(access: PublicAccess | undefined, baseUrl: string): string | undefined {
  const address = access?.address;
  if (address === undefined) return undefined;
  if (!isLoopbackHost(new URL(address))) return address;
  return URL.canParse(baseUrl) && isLoopbackHost(new URL(baseUrl)) ? address : undefined;
}
