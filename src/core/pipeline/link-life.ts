// How old a result's link is, by the service's own word on how long it lives: what is not fetched in time is lost.

/** From when to when a link lives, in milliseconds since 1970. */
export interface LinkLife {
  readonly since: number;
  readonly until: number;
}

/** `half`: half of its life is over. `late`: four fifths are. `over`: it is dead by its date. */
export type LinkStage = 'half' | 'late' | 'over';

const begins: readonly (readonly [LinkStage, number])[] = [
  ['half', 0.5],
  ['late', 0.8],
  ['over', 1],
];

/** Undefined while less than half of the life is over. */
export function linkStage(life: LinkLife, now: number): LinkStage | undefined {
  return begins.findLast(([, share]) => now >= beginOf(life, share))?.[0];
}

/** When the next stage begins; undefined after the last. */
export function nextStageAt(life: LinkLife, now: number): number | undefined {
  return begins.map(([, share]) => beginOf(life, share)).find(at => at > now);
}

function beginOf({ since, until }: LinkLife, share: number): number {
  return since + Math.max(0, until - since) * share;
}
