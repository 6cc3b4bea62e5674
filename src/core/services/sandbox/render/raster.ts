// Turns outlines into coverage: how much of each pixel lies inside, exact to the curve's own flattening.

// oxlint-disable typescript/no-non-null-assertion -- pixels are counted: every index lies within its array

import type { Pen } from './letters';

/** Coverage of a rectangle of the frame, 0 to 255; `left` and `top` are where it lies. */
export interface Mask {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly coverage: Uint8Array;
}

/** A canvas for filled shapes. Every edge adds its signed area; the sum along a row is the coverage. */
export class Canvas {
  private readonly stride: number;
  private readonly area: Float32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.stride = width + 3;
    this.area = new Float32Array(this.stride * height);
  }

  /** A pen for outlines whose origin lies at `x`, `y` of the canvas, `scale` pixels per unit, y upwards. */
  pen(x: number, y: number, scale: number): Pen {
    let [firstX, firstY, lastX, lastY] = [0, 0, 0, 0];
    const to = (nextX: number, nextY: number) => {
      this.edge(lastX, lastY, nextX, nextY);
      [lastX, lastY] = [nextX, nextY];
    };
    const close = () => to(firstX, firstY);
    return {
      // A contour ends where it began; the file's outlines close themselves, and closing twice adds nothing.
      moveTo: (nextX, nextY) => {
        close();
        [firstX, firstY] = [lastX, lastY] = [x + nextX * scale, y - nextY * scale];
      },
      lineTo: (nextX, nextY) => to(x + nextX * scale, y - nextY * scale),
      curveTo: (controlX, controlY, nextX, nextY) => {
        const [x0, y0] = [lastX, lastY];
        const [x1, y1] = [x + controlX * scale, y - controlY * scale];
        const [x2, y2] = [x + nextX * scale, y - nextY * scale];
        const bend = Math.hypot(x0 - 2 * x1 + x2, y0 - 2 * y1 + y2);
        const steps = Math.max(1, Math.ceil(Math.sqrt(bend * 2)));
        for (let step = 1; step <= steps; step++) {
          const t = step / steps;
          const [a, b, c] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
          to(a * x0 + b * x1 + c * x2, a * y0 + b * y1 + c * y2);
        }
      },
    };
  }

  /** A filled rectangle; edges may lie between pixels. */
  rectangle(left: number, top: number, right: number, bottom: number): void {
    this.edge(left, top, left, bottom);
    this.edge(right, bottom, right, top);
  }

  mask(left: number, top: number): Mask {
    const { width, height, stride, area } = this;
    const coverage = new Uint8Array(width * height);
    for (let row = 0; row < height; row++) {
      let sum = 0;
      for (let column = 0; column < width; column++) {
        sum += area[row * stride + column]!;
        coverage[row * width + column] = Math.min(255, Math.round(Math.abs(sum) * 255));
      }
    }
    return { left, top, width, height, coverage };
  }

  private edge(x0: number, y0: number, x1: number, y1: number): void {
    if (y0 === y1) return;
    const direction = y0 < y1 ? 1 : -1;
    const [topX, topY, bottomX, bottomY] = y0 < y1 ? [x0, y0, x1, y1] : [x1, y1, x0, y0];
    const slope = (bottomX - topX) / (bottomY - topY);
    const last = Math.min(this.height, Math.ceil(bottomY));
    for (let row = Math.max(0, Math.floor(topY)); row < last; row++) {
      const from = Math.max(row, topY);
      const to = Math.min(row + 1, bottomY);
      this.span(row, topX + (from - topY) * slope, topX + (to - topY) * slope, (to - from) * direction);
    }
  }

  /** An edge within one row, from `x0` to `x1`, of signed height `rise`. */
  private span(row: number, x0: number, x1: number, rise: number): void {
    const limit = this.width;
    const left = Math.min(limit, Math.max(0, Math.min(x0, x1)));
    const right = Math.min(limit, Math.max(0, Math.max(x0, x1)));
    const start = row * this.stride;
    const first = Math.floor(left);
    const end = Math.ceil(right);
    if (end <= first + 1) {
      const middle = (left + right) / 2 - first;
      this.add(start + first, rise * (1 - middle));
      this.add(start + first + 1, rise * middle);
      return;
    }
    // Over several pixels: the area to the right of the edge grows with the square, then evenly.
    let before = 0;
    for (let column = first; column < end; column++) {
      const after = coveredTo(column + 1, left, right);
      const share = after - before;
      this.add(start + column, rise * share);
      before = after;
    }
    this.add(start + end, rise * (1 - before));
  }

  private add(index: number, value: number): void {
    this.area[index] = this.area[index]! + value;
  }
}

/** Of the pixel that ends at `column`, the mean share of an edge from `left` to `right` that lies to the left of a point in it. */
function coveredTo(column: number, left: number, right: number): number {
  const from = Math.max(column - 1, left);
  const to = Math.min(column, right);
  const length = right - left;
  const inside = ((to - left) ** 2 - (from - left) ** 2) / (2 * length);
  return inside + Math.max(0, column - right);
}
