// Draws set lines of text into masks, and masks into frames.

// oxlint-disable typescript/no-non-null-assertion -- pixels are counted: every index lies within its array

import type { Frame, Yuv } from './frame';
import type { Letters } from './letters';
import { lineWidth } from './layout';
import { Canvas } from './raster';
import type { Mask } from './raster';

export interface LineOfText {
  readonly text: string;
  /** Where the line begins, and its baseline, in pixels; parts of pixels count. */
  readonly x: number;
  readonly baseline: number;
  /** Pixels per em. */
  readonly size: number;
  /** Extra space after each letter, in ems. */
  readonly tracking: number;
}

/** The pixels that a line of text covers. */
export function maskOf(line: LineOfText, letters: Letters): Mask {
  const { text, size, tracking } = line;
  const scale = size / letters.unitsPerEm;
  const left = Math.floor(line.x - size * 0.1);
  const top = Math.floor(line.baseline - size * 1.1);
  const width = Math.ceil(lineWidth(text, letters, tracking) * size + size * 0.3);
  const canvas = new Canvas(width, Math.ceil(size * 1.5));
  let x = line.x - left;
  let last: number | undefined;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const letter = letters.letter(code);
    if (!letter) continue;
    if (last !== undefined) x += letters.kern(last, code) * scale + tracking * size;
    letters.draw(letter, canvas.pen(x, line.baseline - top, scale));
    x += letter.advance * scale;
    last = code;
  }
  return canvas.mask(left, top);
}

/** Paints a colour through a mask; `opacity` 0 to 1. What lies outside the frame is left out. */
export function paint(frame: Frame, mask: Mask, colour: Yuv, opacity: number): void {
  const { width } = frame;
  const fromX = Math.max(0, mask.left);
  const toX = Math.min(width, mask.left + mask.width);
  const fromY = Math.max(0, mask.top);
  const toY = Math.min(frame.height, mask.top + mask.height);
  const strength = opacity / 255;
  for (let y = fromY; y < toY; y++) {
    const row = (y - mask.top) * mask.width - mask.left;
    for (let x = fromX; x < toX; x++) {
      const covered = mask.coverage[row + x]!;
      if (covered === 0) continue;
      const at = y * width + x;
      const luma = frame.luma[at]!;
      frame.luma[at] = luma + (colour[0] - luma) * covered * strength + 0.5;
    }
  }
  paintColour(frame, mask, colour, strength, [fromX, toX, fromY, toY]);
}

/** Colour has half the resolution: four pixels share a value. */
function paintColour(
  frame: Frame,
  mask: Mask,
  colour: Yuv,
  strength: number,
  [fromX, toX, fromY, toY]: readonly [number, number, number, number],
): void {
  const half = frame.width / 2;
  const at = (x: number, y: number) =>
    x < fromX || x >= toX || y < fromY || y >= toY ? 0 : mask.coverage[(y - mask.top) * mask.width + x - mask.left]!;
  for (let y = fromY >> 1; y < (toY + 1) >> 1; y++) {
    for (let x = fromX >> 1; x < (toX + 1) >> 1; x++) {
      const [x2, y2] = [x * 2, y * 2];
      const covered = (at(x2, y2) + at(x2 + 1, y2) + at(x2, y2 + 1) + at(x2 + 1, y2 + 1)) / 4;
      if (covered === 0) continue;
      const index = y * half + x;
      const [blue, red] = [frame.blue[index]!, frame.red[index]!];
      frame.blue[index] = blue + (colour[1] - blue) * covered * strength + 0.5;
      frame.red[index] = red + (colour[2] - red) * covered * strength + 0.5;
    }
  }
}
