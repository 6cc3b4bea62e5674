// How a first frame reaches a service that takes addresses only: what the form shows and what a press sends are decided here, once.

import * as z from 'zod/mini';

/** The ways: an https address of the picture, from this editor through the user's public address, or inside the request as a `data:` URL. */
export const pictureWays = ['address', 'public', 'data'] as const;
export type PictureWay = (typeof pictureWays)[number];

/** Longer ones are cut by the field, and the validation then says what an address may have. */
export const longestTypedAddress = 4000;

/** An address as it was typed. */
export const pictureAddress = z.object({
  url: z.string().check(z.maxLength(longestTypedAddress)),
  /** The hash of the picture in the well that it is the address of; without, it stands alone. So no picture gets another one's address. */
  of: z.optional(z.string().check(z.maxLength(64))),
});
export type PictureAddress = z.infer<typeof pictureAddress>;

/** What the extension knows of the ways for one service; a service that takes the picture itself has none of this. */
export const wayFacts = z.object({
  /** The way of a picture for which the user chose none. */
  usual: z.optional(z.enum(['public', 'data'])),
  /** The host of the user's public address, where the service can fetch from it. */
  publicHost: z.optional(z.string()),
  /** Why the public address that is set cannot be used. */
  publicProblem: z.optional(z.string()),
  /** The user has allowed `data:` URLs for this service. */
  dataAllowed: z.boolean(),
});
export type WayFacts = z.infer<typeof wayFacts>;

/** The part of the draft that counts here. */
export interface WayWish {
  readonly pictureWay?: PictureWay | undefined;
  readonly pictureAddress?: PictureAddress | undefined;
}

/** What a request says of its picture (`core/request.ts`, PictureRoute). */
export type WayTaken = { readonly kind: 'address'; readonly url: string } | { readonly kind: 'public' | 'data' };

/** The address as typed for this picture, or for none; empty where it was typed for another. */
export function typedAddress({ pictureAddress: typed }: WayWish, sha256: string | undefined): string {
  return typed && typed.of === sha256 ? typed.url : '';
}

/**
 * The way that counts for the pictures in the well; undefined: none is chosen, or none is needed. An address cannot stand for several
 * pictures, and without a picture it is the first frame by itself.
 */
export function wayTaken(
  facts: WayFacts | undefined,
  wish: WayWish,
  pictures: readonly { readonly sha256: string }[],
): WayTaken | undefined {
  if (!facts) return undefined;
  const [only, ...others] = pictures;
  if (!only) {
    const url = typedAddress(wish, undefined).trim();
    return url === '' ? undefined : { kind: 'address', url };
  }
  const { pictureWay } = wish;
  if (pictureWay === 'address' && others.length === 0)
    return { kind: 'address', url: typedAddress(wish, only.sha256).trim() };
  if (pictureWay === 'data') return { kind: 'data' };
  if (pictureWay === 'public' && facts.publicHost !== undefined) return { kind: 'public' };
  return facts.usual && { kind: facts.usual };
}

/** Whether the request begins with a picture: one in the well, or one by its address alone. */
export function beginsWithPicture(facts: WayFacts | undefined, wish: WayWish, pictures: number): boolean {
  return pictures > 0 || wayTaken(facts, wish, []) !== undefined;
}
