// A slow camera move over a picture: where it begins and ends is the seed's choice, and it never leaves the picture.

import { framesPerSecond } from '../clip';
import type { ClipSpec } from '../clip';
import type { Scene } from './card';
import { easeInOut } from './ease';
import { yuvOf } from './frame';
import type { Frame, Yuv } from './frame';
import { lineWidth } from './layout';
import type { Letters } from './letters';
import { headroom } from './picture';
import type { Picture } from './picture';
import { Canvas } from './raster';
import { between, seeded } from './random';
import { Resampler } from './resample';
import type { Crop } from './resample';
import { maskOf, paint } from './type';

const white: Yuv = yuvOf(1, 1, 1);
const black: Yuv = yuvOf(0, 0, 0);

/** A view of the picture: its centre in pixels, and how close (1: all that the frame's shape allows). */
interface View {
  readonly x: number;
  readonly y: number;
  readonly closeness: number;
}

/** Keeps a view inside the picture. */
function cropOf({ x, y, closeness }: View, frame: Frame, picture: { width: number; height: number }): Crop {
  const width = Math.min(picture.width, (frame.width * headroom) / closeness);
  const height = Math.min(picture.height, (frame.height * headroom) / closeness);
  const left = Math.min(picture.width - width, Math.max(0, x - width / 2));
  const top = Math.min(picture.height - height, Math.max(0, y - height / 2));
  return { left, top, width, height };
}

/** The two ends of the move. Longer clips go further; none goes closer than the picture is sharp. */
export function viewsOf(spec: ClipSpec, frame: Frame, picture: { width: number; height: number }): [View, View] {
  const random = seeded(spec.seed);
  const pace = Math.min(1, 0.35 + spec.seconds / 8);
  const close = 1 + between(random, 0.14, 0.26) * pace;
  const spareX = picture.width - frame.width * headroom;
  const spareY = picture.height - frame.height * headroom;
  // Along the longer overhang most of the way; otherwise a drift of a few per cent that the zoom gives room for.
  const reach = (spare: number, side: number) =>
    (Math.min(spare, side * 0.5) / 2) * pace + side * between(random, 0.02, 0.05);
  const angle = random() * Math.PI * 2;
  const alongX = reach(spareX, frame.width) * (Math.cos(angle) < 0 ? -1 : 1);
  const alongY = reach(spareY, frame.height) * (Math.sin(angle) < 0 ? -1 : 1);
  const [x, y] = [picture.width / 2, picture.height * 0.48];
  const wide: View = { x: x - alongX, y: y - alongY, closeness: 1.02 };
  const near: View = { x: x + alongX, y: y + alongY, closeness: close };
  return random() < 0.6 ? [wide, near] : [near, wide];
}

/** The mark in the corner: small, on a soft plate so that it can be read over any picture. */
function markOf(frame: Frame, letters: Letters): (target: Frame) => void {
  const short = Math.min(frame.width, frame.height);
  const size = Math.max(10, short * 0.019);
  const tracking = 0.14;
  const length = lineWidth('SANDBOX', letters, tracking) * size;
  const margin = Math.round(short * 0.035);
  const [padX, padY] = [size * 0.8, size * 0.5];
  const right = frame.width - margin;
  const bottom = frame.height - margin;
  const canvas = new Canvas(Math.ceil(length + 2 * padX), Math.ceil(size * 0.73 + 2 * padY));
  pill(canvas);
  const plate = canvas.mask(right - canvas.width, bottom - canvas.height);
  const x = plate.left + (canvas.width - length) / 2;
  const baseline = plate.top + canvas.height / 2 + size * 0.365;
  const word = maskOf({ text: 'SANDBOX', x, baseline, size, tracking }, letters);
  return target => {
    paint(target, plate, black, 0.34);
    paint(target, word, white, 0.8);
  };
}

/** A plate with round ends that fills a canvas. */
function pill(canvas: Canvas): void {
  const radius = canvas.height / 2;
  const pen = canvas.pen(0, 0, 1);
  for (let step = 0; step <= 48; step++) {
    const angle = (step / 48) * Math.PI * 2;
    const middle = Math.cos(angle) >= 0 ? canvas.width - radius : radius;
    const x = middle + radius * Math.cos(angle);
    const y = -radius * (1 + Math.sin(angle));
    if (step === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
}

export function cameraScene(spec: ClipSpec, frame: Frame, picture: Picture, letters: Letters): Scene {
  const { width, height } = frame;
  const half = { width: width / 2, height: height / 2 };
  const planes = [
    { sampler: new Resampler(picture.luma, { width, height, values: frame.luma }), scale: 1 },
    { sampler: new Resampler(picture.blue, { ...half, values: frame.blue }), scale: 0.5 },
    { sampler: new Resampler(picture.red, { ...half, values: frame.red }), scale: 0.5 },
  ];
  const [from, to] = viewsOf(spec, frame, picture.luma);
  const mark = markOf(frame, letters);
  const last = spec.seconds * framesPerSecond - 1;
  return {
    draw(index) {
      const share = easeInOut(index / last);
      const mix = (a: number, b: number) => a + (b - a) * share;
      // Closeness as a ratio, so that the speed of the zoom looks even.
      const closeness = from.closeness * (to.closeness / from.closeness) ** share;
      const crop = cropOf({ x: mix(from.x, to.x), y: mix(from.y, to.y), closeness }, frame, picture.luma);
      for (const { sampler, scale } of planes) {
        sampler.draw({
          left: crop.left * scale,
          top: crop.top * scale,
          width: crop.width * scale,
          height: crop.height * scale,
        });
      }
      mark(frame);
    },
  };
}
