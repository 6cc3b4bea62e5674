// What a benchmark hands to the table.

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'min' | '×' | 'kB' | 'MB' | 'MB/s' | '';
  /** The figure to meet; without one it is printed for comparison only. */
  readonly limit?: { readonly kind: 'atMost' | 'atLeast'; readonly value: number };
}

/** `dist` is the folder of the built extension. Benchmarks run one after the other. */
export type Benchmark = (dist: URL) => Promise<readonly Figure[]>;

export function isMet({ value, limit }: Figure): boolean {
  if (!limit) return true;
  return limit.kind === 'atMost' ? value <= limit.value : value >= limit.value;
}

export function atMost(value: number): NonNullable<Figure['limit']> {
  return { kind: 'atMost', value };
}

export function atLeast(value: number): NonNullable<Figure['limit']> {
  return { kind: 'atLeast', value };
}

/** The middle of some measurements. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Milliseconds that a step takes. */
export async function timed(step: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await step();
  return performance.now() - start;
}
