// A clip's seed where none was asked for: the same request and take give the same clip again.

import { createHash } from 'node:crypto';
import type { ServiceRequest } from '../../request';
import { clipDefaults, largestSeed } from './clip';

/** What a seed is derived from; the picture by the SHA-256 of its bytes, in hex. */
export interface SeedSource {
  readonly prompt: string;
  readonly resolution: string;
  readonly aspectRatio: string;
  readonly duration: number;
  readonly picture?: string;
}

/** A seed from 0 to 2^31 − 1. `take` counts from 1. */
export function seedOf(source: SeedSource, take: number): number {
  const { prompt, resolution, aspectRatio, duration, picture = '' } = source;
  const text = JSON.stringify([prompt, resolution, aspectRatio, duration, picture, take]);
  return createHash('sha256').update(text).digest().readUInt32BE(0) & largestSeed;
}

/** The seed of one take of a request (product page, *The built-in sandbox*). `take` counts from 1. */
export function sandboxSeed(request: ServiceRequest, take: number): number {
  const { options, picture } = request;
  return seedOf(
    {
      prompt: request.prompt,
      resolution: String(options.resolution ?? clipDefaults.resolution),
      aspectRatio: String(options.aspectRatio ?? clipDefaults.aspectRatio),
      duration: Number(options.duration ?? clipDefaults.duration),
      ...(picture ? { picture: picture.sha256 } : {}),
    },
    take,
  );
}
