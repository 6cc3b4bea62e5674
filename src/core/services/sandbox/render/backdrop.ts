// The moving background of a title card, computed coarsely and interpolated: nothing in it is sharp.

// oxlint-disable typescript/no-non-null-assertion -- pixels are counted: every index lies within its array

import { rgbOf } from './colour';
import type { Frame } from './frame';
import { lightsOf } from './lights';
import type { ColourAt } from './lights';
import type { Palette } from './palettes';

/** Cells along the short side. */
const shortCells = 96;
const grainSide = 256;
/** In steps of brightness. */
const grainStrength = 0.8;

export interface BackdropPlan {
  readonly palette: Palette;
  readonly random: () => number;
  readonly seconds: number;
}

/** A channel of the frame: its pixels, and its values at the corners of the cells. */
interface Channel {
  readonly plane: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Pixels per cell. */
  readonly cell: number;
  readonly corners: Float32Array;
  /** For each pixel of a row: the corner to its left, and how far it lies from that one to the next. */
  readonly columnOf: Uint16Array;
  readonly shareOf: Float32Array;
  readonly grain: number;
}

function channelOf(plane: Uint8Array, width: number, cell: number, corners: number, grain: number): Channel {
  const at = Float32Array.from({ length: width }, (_, x) => (x + 0.5) / cell + 0.5);
  return {
    plane,
    width,
    height: plane.length / width,
    cell,
    corners: new Float32Array(corners),
    columnOf: Uint16Array.from(at, Math.floor),
    shareOf: at.map(value => value - Math.floor(value)),
    grain,
  };
}

export class Backdrop {
  private readonly columns: number;
  private readonly rows: number;
  /** A cell's side in short sides. */
  private readonly step: number;
  private readonly channels: readonly [luma: Channel, blue: Channel, red: Channel];
  private readonly colours: (moment: number) => ColourAt;
  private readonly grain: Float32Array;

  constructor(frame: Frame, { palette, random, seconds }: BackdropPlan) {
    const { width, height } = frame;
    const short = Math.min(width, height);
    const cell = Math.max(2, Math.round(short / shortCells));
    this.columns = Math.ceil(width / cell) + 2;
    this.rows = Math.ceil(height / cell) + 2;
    this.step = cell / short;
    const corners = this.columns * this.rows;
    this.channels = [
      channelOf(frame.luma, width, cell, corners, grainStrength),
      channelOf(frame.blue, width / 2, cell / 2, corners, 0),
      channelOf(frame.red, width / 2, cell / 2, corners, 0),
    ];
    this.colours = lightsOf({ palette, random, seconds, across: width / short, down: height / short });
    this.grain = grainOf(random);
  }

  /** Draws the background at a moment, 0 to 1: the last frame leads to the first again. */
  draw(moment: number): void {
    this.fillCorners(this.colours(moment));
    for (const channel of this.channels) this.spread(channel);
  }

  /** The conversion is that of frame.ts, written out: an array per corner would be slow. */
  private fillCorners(colourAt: ColourAt): void {
    const rgb = new Float32Array(3);
    const [luma, blue, red] = this.channels;
    for (let row = 0; row < this.rows; row++) {
      for (let column = 0; column < this.columns; column++) {
        const colour = colourAt((column - 0.5) * this.step, (row - 0.5) * this.step);
        rgbOf(colour[0]!, colour[1]!, colour[2]!, rgb);
        const index = row * this.columns + column;
        const bright = 0.2126 * rgb[0]! + 0.7152 * rgb[1]! + 0.0722 * rgb[2]!;
        luma.corners[index] = 16 + 219 * bright;
        blue.corners[index] = 128 + (224 * (rgb[2]! - bright)) / 1.8556;
        red.corners[index] = 128 + (224 * (rgb[0]! - bright)) / 1.5748;
      }
    }
  }

  /** Interpolates between corners. The grain hides the steps between neighbouring values. */
  private spread({ plane, width, height, cell, corners, columnOf, shareOf, grain }: Channel): void {
    const { columns, grain: grains } = this;
    const line = new Float32Array(columns);
    for (let y = 0; y < height; y++) {
      const atRow = (y + 0.5) / cell + 0.5;
      const row = Math.floor(atRow);
      const down = atRow - row;
      for (let column = 0; column < columns; column++) {
        const upper = corners[row * columns + column]!;
        line[column] = upper + (corners[(row + 1) * columns + column]! - upper) * down;
      }
      const grainRow = (y & (grainSide - 1)) * grainSide;
      for (let x = 0; x < width; x++) {
        const column = columnOf[x]!;
        const left = line[column]!;
        const value = left + (line[column + 1]! - left) * shareOf[x]!;
        plane[y * width + x] = value + 0.5 + grain * grains[grainRow + (x & (grainSide - 1))]!;
      }
    }
  }
}

/** Fine grain that does not move: it costs the encoder one picture and then nothing. */
function grainOf(random: () => number): Float32Array {
  return Float32Array.from({ length: grainSide * grainSide }, () => random() + random() - 1);
}
