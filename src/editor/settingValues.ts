// Figures from settings files, which may hold anything.

/** A number brought to a whole one within the limits; undefined for anything that is no number. */
export function wholeNumberWithin(value: unknown, min: number, max: number): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Math.min(max, Math.max(min, Math.round(value)));
}
