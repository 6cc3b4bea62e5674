// The lights of a title card's background: which there are, how they drift, and what colour they give a place.

import type { Lab } from './colour';
import type { Palette } from './palettes';
import { between } from './random';

const turn = Math.PI * 2;

/** Lengths are shares of the frame's short side. */
interface Shape {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** How far it drifts, and where on its way it begins. */
  readonly driftX: number;
  readonly driftY: number;
  readonly phase: number;
  readonly strength: number;
}

interface Light extends Shape {
  readonly colour: Lab;
}

/** A shape at one moment; `inverse` is one over its radius squared. */
type Placed<S extends Shape> = S & { readonly inverse: number };

export interface LightsPlan {
  readonly palette: Palette;
  readonly random: () => number;
  readonly seconds: number;
  /** The frame's width and height in short sides. */
  readonly across: number;
  readonly down: number;
}

function makeLights({ palette, random, across, down }: LightsPlan, reach: number): Light[] {
  const shift = random();
  return palette.lights.map((colour, index) => {
    // Around the frame in turn, so that no two lie on each other.
    const angle = (index / palette.lights.length + shift) * turn;
    return {
      colour,
      x: across * (0.5 + 0.42 * Math.cos(angle) + between(random, -0.08, 0.08)),
      y: down * (0.5 + 0.42 * Math.sin(angle) + between(random, -0.08, 0.08)),
      radius: between(random, 0.62, 0.95) * Math.sqrt(across * down),
      driftX: reach * between(random, 0.12, 0.26) * across * (random() < 0.5 ? -1 : 1),
      driftY: reach * between(random, 0.1, 0.22) * down,
      phase: random(),
      strength: between(random, 0.6, 0.85),
    };
  });
}

function makeDiscs({ random, across, down }: LightsPlan, reach: number): Shape[] {
  return Array.from({ length: 7 }, () => ({
    x: across * between(random, 0.05, 1),
    y: down * between(random, 0, 1),
    radius: between(random, 0.07, 0.26),
    driftX: reach * between(random, -0.08, 0.08),
    driftY: reach * between(random, 0.05, 0.16),
    phase: random(),
    strength: between(random, 0.025, 0.06),
  }));
}

function placed<S extends Shape>(shape: S, moment: number): Placed<S> {
  const angle = (moment + shape.phase) * turn;
  return {
    ...shape,
    x: shape.x + shape.driftX * Math.cos(angle),
    y: shape.y + shape.driftY * Math.sin(angle),
    inverse: 1 / (shape.radius * shape.radius),
  };
}

/** Discs of light out of focus: even inside, with a soft edge. */
function glow(discs: readonly Placed<Shape>[], x: number, y: number): number {
  let sum = 0;
  for (const disc of discs) {
    const far = ((x - disc.x) * (x - disc.x) + (y - disc.y) * (y - disc.y)) * disc.inverse;
    if (far >= 1) continue;
    const edge = Math.min(1, (1 - far) * 1.8);
    sum += disc.strength * edge * edge * (3 - 2 * edge);
  }
  return sum;
}

/** Bends lightness away from 0.56, above which white letters would be hard to read (WCAG 2, 1.4.3: 4.5 to 1). */
function dimmed(lightness: number): number {
  const over = lightness - 0.44;
  return over <= 0 ? lightness : 0.44 + 0.12 * (1 - Math.exp(-over / 0.12));
}

/** Gives the colour of a place, in short sides from the upper left corner; the array is used again by the next call. */
export type ColourAt = (x: number, y: number) => Float32Array;

/** The lights of one clip. Asked for a moment, 0 to 1; at 1 they are where they were at 0. */
export function lightsOf(plan: LightsPlan): (moment: number) => ColourAt {
  // Short clips move less, so that the pace stays calm.
  const reach = Math.min(1, plan.seconds / 7);
  const allLights = makeLights(plan, reach);
  const allDiscs = makeDiscs(plan, reach);
  const { ground } = plan.palette;
  const result = new Float32Array(3);
  return moment => {
    const lights = allLights.map(light => placed(light, moment));
    const discs = allDiscs.map(disc => placed(disc, moment));
    return (x, y) => {
      let [lightness, a, b] = ground;
      for (const light of lights) {
        const near = 1 - ((x - light.x) * (x - light.x) + (y - light.y) * (y - light.y)) * light.inverse;
        if (near <= 0) continue;
        const share = near * near * near * light.strength;
        lightness += (light.colour[0] - lightness) * share;
        a += (light.colour[1] - a) * share;
        b += (light.colour[2] - b) * share;
      }
      const fromX = (x / plan.across - 0.5) * 2;
      const fromY = (y / plan.down - 0.5) * 2;
      lightness = (lightness + glow(discs, x, y)) * (0.98 - 0.1 * (fromX * fromX + fromY * fromY));
      result[0] = dimmed(lightness);
      result[1] = a;
      result[2] = b;
      return result;
    };
  };
}
