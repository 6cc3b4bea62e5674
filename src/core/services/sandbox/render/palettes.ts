// The colours of title cards: dark enough for white text, rich enough to be looked at.

import { labOf } from './colour';
import type { Lab } from './colour';

export interface Palette {
  /** What lies behind the lights. */
  readonly ground: Lab;
  readonly lights: readonly Lab[];
  readonly accent: string;
}

type Colours = readonly [ground: string, accent: string, ...lights: string[]];

const palettes: readonly [Colours, ...Colours[]] = [
  ['#101a33', '#ffb86b', '#1f4fa3', '#5b3fa8', '#c2567a', '#0f6f8f'], // dusk
  ['#0d2224', '#ffd27a', '#0f6b63', '#1f8f7a', '#2f5fa8', '#8fae4a'], // lagoon
  ['#25111f', '#ffc48a', '#8f2f55', '#c4553f', '#5a2f86', '#e08a4a'], // ember
  ['#151327', '#9fe8d5', '#3c2f9a', '#2459b8', '#7a3fb0', '#1f8fa0'], // indigo
  ['#26161a', '#ffd9a0', '#a8522f', '#7a2f52', '#c98a3f', '#4f3f7a'], // sunrise
  ['#0f2030', '#ffd6a8', '#1c5a86', '#4a86a8', '#7a6fb8', '#c27a86'], // harbour
  ['#1f1428', '#ffb3c7', '#6a2f8f', '#b0478f', '#34509f', '#d9776f'], // orchid
  ['#0e221c', '#d8f08f', '#1c7350', '#4f8f4a', '#1f6f86', '#a8a04a'], // fern
];

/** The palette at a place of the list, from 0 to 1. */
export function paletteAt(share: number): Palette {
  const [ground, accent, ...lights] = palettes[Math.floor(share * palettes.length)] ?? palettes[0];
  return { ground: labOf(ground), accent, lights: lights.map(labOf) };
}
