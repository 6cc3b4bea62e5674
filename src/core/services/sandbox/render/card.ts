// A title card: the prompt over moving light.

import type { ClipSpec } from '../clip';
import { framesPerSecond } from '../clip';
import { Backdrop } from './backdrop';
import { easeOut } from './ease';
import { yuvOf } from './frame';
import type { Frame, Yuv } from './frame';
import { drawable, lineWidth, settingOf } from './layout';
import type { Setting } from './layout';
import type { Letters } from './letters';
import { paletteAt } from './palettes';
import { Canvas } from './raster';
import type { Mask } from './raster';
import { seeded } from './random';
import { maskOf, paint } from './type';
import type { LineOfText } from './type';

/** Draws one frame after the other into the frame that it was made for. */
export interface Scene {
  draw(index: number): void;
}

const titleTracking = -0.018;
const labelTracking = 0.12;
const leading = 1.16;
const white: Yuv = yuvOf(0.98, 0.98, 0.97);

/** Frames until the last line has come to rest; fewer in a short clip. */
const longestEntrance = 30;

/** One line of the title, and its mask at rest. */
interface TitleLine {
  readonly line: LineOfText;
  readonly mask: Mask;
}

/** The margin around everything, in pixels. */
function marginOf(frame: Frame): number {
  return Math.round(Math.min(frame.width, frame.height) * 0.085);
}

/** How many lines a size may take, the size as a share of the frame's short side: a few words may be large. */
function linesAt(size: number): number {
  if (size > 0.125) return 1;
  if (size > 0.085) return 3;
  return size > 0.065 ? 4 : 5;
}

function settle(text: string, frame: Frame, letters: Letters): Setting {
  const short = Math.min(frame.width, frame.height);
  const tall = frame.height > frame.width;
  return settingOf(
    text,
    {
      width: Math.min(frame.width - 2 * marginOf(frame), short * 1.36),
      largest: short * 0.18,
      smallest: short * 0.052,
      linesAt: size => linesAt(size / short) + (tall ? 2 : 0),
    },
    line => lineWidth(line, letters, titleTracking),
  );
}

function titleOf(text: string, frame: Frame, letters: Letters): TitleLine[] {
  const { lines: texts, size } = settle(text, frame, letters);
  const step = size * leading;
  // Capital letters are about 0.73 em high: the block is centred by what is seen of it.
  const first = frame.height * 0.48 - ((texts.length - 1) * step) / 2 + size * 0.36;
  return texts.map((text, index) => {
    const x = marginOf(frame) - size * 0.05;
    const line = { text, x, baseline: first + index * step, size, tracking: titleTracking };
    return { line, mask: maskOf(line, letters) };
  });
}

/** The line at the foot. Not translated: the same request gives the same bytes everywhere. */
function labelOf(spec: ClipSpec, frame: Frame, letters: Letters): Mask {
  const size = Math.max(11, Math.min(frame.width, frame.height) * 0.0225);
  const text = `SANDBOX PREVIEW  ·  ${spec.resolution}  ·  ${spec.seconds} s`;
  const baseline = frame.height - marginOf(frame) * 0.78;
  return maskOf({ text, x: marginOf(frame), baseline, size, tracking: labelTracking }, letters);
}

/** A thin line along the foot that fills as the clip plays. */
function barOf(frame: Frame, from: number, to: number): Mask {
  const margin = marginOf(frame);
  const thick = Math.max(2, Math.round(Math.min(frame.width, frame.height) / 360));
  const length = frame.width - 2 * margin;
  const canvas = new Canvas(frame.width, thick);
  canvas.rectangle(margin + length * from, 0, margin + length * to, thick);
  return canvas.mask(0, frame.height - Math.round(margin * 0.5));
}

function hexYuv(hex: string): Yuv {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return yuvOf(channel(1), channel(3), channel(5));
}

export function cardScene(spec: ClipSpec, frame: Frame, letters: Letters): Scene {
  const random = seeded(spec.seed);
  const palette = paletteAt(random());
  const backdrop = new Backdrop(frame, { palette, random, seconds: spec.seconds });
  const text = drawable(spec.prompt, letters);
  const title = text === '' ? undefined : titleOf(text, frame, letters);
  const label = labelOf(spec, frame, letters);
  const track = barOf(frame, 0, 1);
  const accent = hexYuv(palette.accent);
  const count = spec.seconds * framesPerSecond;
  return {
    draw(index) {
      backdrop.draw(index / count);
      if (title) drawTitle(frame, title, letters, index, Math.min(longestEntrance, count * 0.4));
      paint(frame, label, white, 0.62);
      paint(frame, track, white, 0.16);
      paint(frame, barOf(frame, 0, (index + 1) / count), accent, 0.9);
    },
  };
}

/** Each line rises a little into its place, one after the other; legible from the first frame, which is the poster. */
function drawTitle(frame: Frame, title: readonly TitleLine[], letters: Letters, index: number, entrance: number): void {
  title.forEach(({ line, mask }, order) => {
    if (index >= entrance) {
      paint(frame, mask, white, 1);
      return;
    }
    const start = order * entrance * 0.06;
    const arrived = easeOut((index + 2 - start) / (entrance - start));
    const moving = maskOf({ ...line, baseline: line.baseline + line.size * 0.25 * (1 - arrived) }, letters);
    paint(frame, moving, white, 0.5 + 0.5 * arrived);
  });
}
