// The moving background of a title card: soft lights that drift over a dark ground and come back to where they began.

import { rgbOf } from './colour';
import type { Lab } from './colour';
import type { Frame } from './frame';
import type { Palette } from './palettes';
import { between } from './random';

const turn = Math.PI * 2;

/** A light or a disc; lengths are shares of the frame's short side. */
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

/** Cells along the short side: the background is computed coarsely and interpolated, since nothing in it is sharp. */
const shortCells = 96;

export interface BackdropPlan {
  readonly palette: Palette;
  readonly random: () => number;
  readonly seconds: number;
}

export class Backdrop {
  private readonly cell: number;
  private readonly columns: number;
  private readonly rows: number;
  private readonly luma: Float32Array;
  private readonly blue: Float32Array;
  private readonly red: Float32Array;
  private readonly lights: readonly Light[];
  private readonly discs: readonly Shape[];
  private readonly grain: Float32Array;

  constructor(
    private readonly frame: Frame,
    private readonly plan: BackdropPlan,
  ) {
    const { width, height } = frame;
    this.cell = Math.max(2, Math.round(Math.min(width, height) / shortCells));
    this.columns = Math.ceil(width / this.cell) + 2;
    this.rows = Math.ceil(height / this.cell) + 2;
    const cells = this.columns * this.rows;
    [this.luma, this.blue, this.red] = [new Float32Array(cells), new Float32Array(cells), new Float32Array(cells)];
    this.lights = this.makeLights();
    this.discs = this.makeDiscs();
    this.grain = grainOf(plan.random);
  }

  /** Draws the background at a moment, 0 to 1: the last frame leads to the first again. */
  draw(moment: number): void {
    this.fillCells(moment);
    const { width, height, luma, blue, red } = this.frame;
    this.spread(this.luma, luma, width, height, this.cell, 0.8);
    this.spread(this.blue, blue, width / 2, height / 2, this.cell / 2, 0);
    this.spread(this.red, red, width / 2, height / 2, this.cell / 2, 0);
  }

  /** Short clips move less, so that the pace stays calm. */
  private get reach(): number {
    return Math.min(1, this.plan.seconds / 7);
  }

  private makeLights(): Light[] {
    const { random, palette } = this.plan;
    const [across, down] = this.extent();
    const shift = random();
    return palette.lights.map((colour, index) => {
      // Around the frame in turn, so that no two lie on each other.
      const angle = (index / palette.lights.length + shift) * turn;
      return {
        colour,
        x: across * (0.5 + 0.42 * Math.cos(angle) + between(random, -0.08, 0.08)),
        y: down * (0.5 + 0.42 * Math.sin(angle) + between(random, -0.08, 0.08)),
        radius: between(random, 0.62, 0.95) * Math.sqrt(across * down),
        driftX: this.reach * between(random, 0.12, 0.26) * across * (random() < 0.5 ? -1 : 1),
        driftY: this.reach * between(random, 0.1, 0.22) * down,
        phase: random(),
        strength: between(random, 0.6, 0.85),
      };
    });
  }

  private makeDiscs(): Shape[] {
    const { random } = this.plan;
    const [across, down] = this.extent();
    return Array.from({ length: 7 }, () => ({
      x: across * between(random, 0.05, 1),
      y: down * between(random, 0, 1),
      radius: between(random, 0.07, 0.26),
      driftX: this.reach * between(random, -0.08, 0.08),
      driftY: this.reach * between(random, 0.05, 0.16),
      phase: random(),
      strength: between(random, 0.025, 0.06),
    }));
  }

  /** Width and height in short sides. */
  private extent(): readonly [number, number] {
    const { width, height } = this.frame;
    const short = Math.min(width, height);
    return [width / short, height / short];
  }

  private fillCells(moment: number): void {
    const lights = this.lights.map(light => placed(light, moment));
    const discs = this.discs.map(disc => placed(disc, moment));
    const { columns, rows } = this;
    const step = this.cell / Math.min(this.frame.width, this.frame.height);
    const [across, down] = this.extent();
    const rgb = new Float32Array(3);
    const { ground } = this.plan.palette;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const [x, y] = [(column - 0.5) * step, (row - 0.5) * step];
        let [lightness, a, b] = ground;
        for (const { x: atX, y: atY, inverse, strength, colour } of lights) {
          const near = 1 - ((x - atX) * (x - atX) + (y - atY) * (y - atY)) * inverse;
          if (near <= 0) continue;
          const share = near * near * near * strength;
          lightness += (colour[0] - lightness) * share;
          a += (colour[1] - a) * share;
          b += (colour[2] - b) * share;
        }
        lightness += glow(discs, x, y);
        const [fromX, fromY] = [(x / across - 0.5) * 2, (y / down - 0.5) * 2];
        lightness *= 0.98 - 0.1 * (fromX * fromX + fromY * fromY);
        rgbOf(lightness, a, b, rgb);
        this.store(row * columns + column, rgb[0]!, rgb[1]!, rgb[2]!);
      }
    }
  }

  /** BT.709, limited range, as in frame.ts, without an array per cell. */
  private store(index: number, red: number, green: number, blue: number): void {
    const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    this.luma[index] = 16 + 219 * luma;
    this.blue[index] = 128 + (224 * (blue - luma)) / 1.8556;
    this.red[index] = 128 + (224 * (red - luma)) / 1.5748;
  }

  /** Interpolates cells into a plane. The grain hides the steps between neighbouring values. */
  private spread(
    from: Float32Array,
    plane: Uint8Array,
    width: number,
    height: number,
    cell: number,
    grain: number,
  ): void {
    const { columns } = this;
    const line = new Float32Array(columns);
    for (let y = 0; y < height; y++) {
      const atRow = (y + 0.5) / cell + 0.5;
      const row = Math.floor(atRow);
      const down = atRow - row;
      for (let column = 0; column < columns; column++) {
        const upper = from[row * columns + column]!;
        line[column] = upper + (from[(row + 1) * columns + column]! - upper) * down;
      }
      const grainRow = (y & (grainSide - 1)) * grainSide;
      for (let x = 0; x < width; x++) {
        const atColumn = (x + 0.5) / cell + 0.5;
        const column = Math.floor(atColumn);
        const left = line[column]!;
        const value = left + (line[column + 1]! - left) * (atColumn - column);
        plane[y * width + x] = value + 0.5 + grain * this.grain[grainRow + (x & (grainSide - 1))]!;
      }
    }
  }
}

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly inverse: number;
  readonly strength: number;
}

function placed<S extends Shape>(shape: S, moment: number): S & Placed {
  const angle = (moment + shape.phase) * turn;
  return {
    ...shape,
    x: shape.x + shape.driftX * Math.cos(angle),
    y: shape.y + shape.driftY * Math.sin(angle),
    inverse: 1 / (shape.radius * shape.radius),
  };
}

/** Discs of light out of focus: even inside, with a soft edge. */
function glow(discs: readonly Placed[], x: number, y: number): number {
  let sum = 0;
  for (const disc of discs) {
    const far = ((x - disc.x) * (x - disc.x) + (y - disc.y) * (y - disc.y)) * disc.inverse;
    if (far >= 1) continue;
    const edge = Math.min(1, (1 - far) * 1.8);
    sum += disc.strength * edge * edge * (3 - 2 * edge);
  }
  return sum;
}

const grainSide = 256;

/** Fine grain that does not move: it costs the encoder one picture and then nothing. */
function grainOf(random: () => number): Float32Array {
  return Float32Array.from({ length: grainSide * grainSide }, () => random() + random() - 1);
}
