// What a sandbox clip can be: the documented options and the exact frame that each choice means.

export const resolutions = ['480p', '720p', '1080p'] as const;
export type Resolution = (typeof resolutions)[number];

export const aspectRatios = ['16:9', '9:16', '1:1', '4:3'] as const;
export type AspectRatio = (typeof aspectRatios)[number];

export const framesPerSecond = 24;
export const shortestSeconds = 1;
export const longestSeconds = 15;
export const largestSeed = 2 ** 31 - 1;
export const longestPrompt = 2000;
/** How long a finished clip can be downloaded, in milliseconds. */
export const linkLifetimeMs = 86_400_000;

/** The service's own defaults (product page, *The built-in sandbox*). */
export const clipDefaults = { resolution: '720p', aspectRatio: '16:9', duration: 5 } as const;

/** Pixels of the short side. */
const shortSide: Readonly<Record<Resolution, number>> = { '480p': 480, '720p': 720, '1080p': 1080 };

const proportions: Readonly<Record<AspectRatio, readonly [number, number]>> = {
  '16:9': [16, 9],
  '9:16': [9, 16],
  '1:1': [1, 1],
  '4:3': [4, 3],
};

export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** Width and height in pixels, both even: the encoder takes no other. 480p at 16:9 is 854×480. */
export function frameSize(resolution: Resolution, ratio: AspectRatio): FrameSize {
  const short = shortSide[resolution];
  const [across, down] = proportions[ratio];
  const long = 2 * Math.round((short * Math.max(across, down)) / Math.min(across, down) / 2);
  return across >= down ? { width: long, height: short } : { width: short, height: long };
}

/** Everything that decides the bytes of a clip. */
export interface ClipSpec {
  readonly prompt: string;
  readonly resolution: Resolution;
  readonly aspectRatio: AspectRatio;
  /** 1 to 15. */
  readonly seconds: number;
  /** 0 to 2^31 − 1. */
  readonly seed: number;
  /** The first frame, as an encoded picture. */
  readonly picture?: Uint8Array;
}
