// How a first frame reaches a service that takes addresses only (services page, decision 5).

import * as l10n from '@vscode/l10n';
import type { FieldProblem, GenerationRequest, PictureRoute } from '../request';
import type { Dialect } from '../service';
import type { Origin } from '../engine';
import type { Wire, Work } from '../pipeline/work';
import { compact } from '../store/job-folder';
import { addressFor, pictureAddressProblem } from './address';

/** What the choice depends on besides the request. */
export interface RouteFacts {
  /** The user's public address, where this service can use it. */
  readonly publicAddress?: string;
  /** Why the one that was set cannot be used. */
  readonly addressProblem?: string;
  /** The user allowed `data:` URLs for this service once, or nobody can be asked. */
  readonly allowsDataUrl: boolean;
}

export interface Routed {
  /** Undefined: no picture, or a service that takes it as bytes. */
  readonly route?: PictureRoute;
  readonly problem?: FieldProblem;
}

/** What holds for a service now. Through the exports nobody can be asked, and a `data:` URL is what is left. */
export function routeFacts(work: Work, wire: Wire, origin?: Origin): RouteFacts {
  const { settings, consents } = work.ports;
  const access = settings.publicAccess?.();
  return compact<RouteFacts>({
    publicAddress: work.door === undefined ? undefined : addressFor(access, wire.baseUrl),
    addressProblem: access?.problem,
    allowsDataUrl: origin === 'export' || consents?.allowsDataUrl(wire.service.id) === true,
  });
}

/** Which way a picture from this machine would go; undefined: the service takes it as bytes. */
export function presentRoute(dialect: Dialect, facts: RouteFacts): 'public' | 'data' | 'choose' | undefined {
  if (dialect.picture.kind !== 'url') return undefined;
  if (facts.publicAddress !== undefined) return 'public';
  return facts.allowsDataUrl ? 'data' : 'choose';
}

/** What a service's state says of pictures; nothing where it takes them as bytes. */
export function pictureFacts(
  dialect: Dialect,
  facts: RouteFacts,
): { readonly pictureRoute?: 'public' | 'data' | 'choose'; readonly dataUrlAllowed?: boolean } {
  const pictureRoute = presentRoute(dialect, facts);
  if (pictureRoute === undefined) return {};
  return { pictureRoute, ...(facts.allowsDataUrl && { dataUrlAllowed: true }) };
}

interface Asked {
  readonly picture?: GenerationRequest['picture'] | undefined;
  readonly pictureRoute?: PictureRoute | undefined;
}

/** Whether a request is one with a first frame: prepared bytes, or an address alone. */
export function isPictured(asked: {
  readonly picture?: unknown;
  readonly pictureRoute?: { readonly kind: string } | undefined;
}): boolean {
  return asked.picture !== undefined || asked.pictureRoute?.kind === 'address';
}

/** The order: an address that the user gave, the user's public address, a `data:` URL once allowed. */
export function chooseRoute(dialect: Dialect, asked: Asked, facts: RouteFacts): Routed {
  const wish = asked.pictureRoute;
  if (!isPictured(asked)) return {};
  if (dialect.picture.kind !== 'url') return asked.picture === undefined ? problem(takesBytes()) : {};
  if (wish?.kind === 'address') {
    const wrong = pictureAddressProblem(wish.url);
    return wrong === undefined ? { route: { kind: 'address', url: wish.url.trim() } } : problem(wrong);
  }
  if (wish?.kind === 'public' && facts.publicAddress === undefined) return problem(noPublicAddress(facts));
  if (wish?.kind !== 'data' && facts.publicAddress !== undefined) return { route: { kind: 'public' } };
  return facts.allowsDataUrl ? { route: { kind: 'data' } } : problem(threeWays(facts));
}

function problem(message: string): Routed {
  return { problem: { field: 'picture', message } };
}

function takesBytes(): string {
  return l10n.t('This service takes the picture itself and no address. Choose a picture file.');
}

function noPublicAddress(facts: RouteFacts): string {
  return (
    facts.addressProblem ??
    l10n.t('No public address is set that this service could fetch the picture from. Set “reelwright.publicAddress”.')
  );
}

function threeWays(facts: RouteFacts): string {
  const ways = l10n.t(
    'This service takes a picture only by its address. Give an https address of the picture, set “reelwright.publicAddress” so that the service can fetch it from this editor, or allow it to be sent inside the request as a data: URL, which the service does not document.',
  );
  return facts.addressProblem === undefined ? ways : `${ways} ${facts.addressProblem}`;
}
