// How long jobs took, as far as anybody saw, made ready for a smooth distribution of it.

/** How long one job took, in milliseconds since its service accepted it, as closely as anybody saw. */
export interface Took {
  /** It still ran then. */
  readonly after: number;
  /** It had ended then; absent: nobody saw it end. */
  readonly by?: number;
}

/** Of the usual bandwidth (Silverman's), which blurs a distribution with two peaks into one. */
const sharpness = 0.6;
/** Times are never known more closely than this, relative to themselves: a history of equal times proves nothing of the next. */
const finest = 0.03;

export interface Ended {
  /** Milliseconds: the middle of what is known. */
  readonly at: number;
  readonly weight: number;
  /** How much of it is unknown, relative to itself. */
  readonly blur: number;
}

/** The times of those that were seen to end, the shortest first. What nobody saw end counts for those that ended later (Kaplan and Meier). */
export function weighed(took: readonly Took[]): readonly Ended[] {
  const sorted = took.map(middled).sort((a, b) => a.at - b.at);
  let left = 1;
  return sorted.flatMap((one, index) => {
    const weight = left / (sorted.length - index);
    if (one.blur === undefined) return [];
    left -= weight;
    return [{ at: one.at, weight, blur: one.blur }];
  });
}

function middled({ after, by }: Took): { readonly at: number; readonly blur: number | undefined } {
  if (by === undefined) return { at: Math.max(1, after), blur: undefined };
  const at = Math.max(1, (after + by) / 2);
  return { at, blur: Math.max(0, by - after) / Math.sqrt(12) / at };
}

/** How far each time spreads over its neighbours, in logarithms of time. */
export function bandwidth(logs: readonly number[]): number {
  const { length } = logs;
  const mean = logs.reduce((sum, log) => sum + log, 0) / length;
  const spread = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / Math.max(1, length - 1));
  const quartile = (share: number): number => logs[Math.floor(share * (length - 1))] ?? 0;
  const middle = (quartile(0.75) - quartile(0.25)) / 1.34;
  return Math.max(finest, sharpness * Math.min(spread, middle || spread) * length ** -0.2);
}

/** The normal distribution's share below `z` (Abramowitz and Stegun, 26.2.17). */
export function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const density = 0.3989422804 * Math.exp((-z * z) / 2);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - density * series : density * series;
}
