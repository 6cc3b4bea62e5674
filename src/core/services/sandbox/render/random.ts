// Chance that can be repeated: a clip's every choice comes from its seed.

/** Numbers from 0 to 1 (mulberry32, public domain): the same seed gives the same row of them on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A number between two others. */
export function between(random: () => number, from: number, to: number): number {
  return from + (to - from) * random();
}
