// How movements begin and end.

const clamp = (value: number) => Math.min(1, Math.max(0, value));

/** Fast at first, then coming to rest. */
export function easeOut(share: number): number {
  return 1 - (1 - clamp(share)) ** 4;
}

/** Slow at both ends, but never still: a camera on a rail. */
export function easeInOut(share: number): number {
  const t = clamp(share);
  return 0.25 * t + 0.75 * t * t * (3 - 2 * t);
}

/** From 0 to 1 between two values, with no corner at either. */
export function smooth(value: number, from: number, to: number): number {
  const t = clamp((value - from) / (to - from));
  return t * t * (3 - 2 * t);
}
