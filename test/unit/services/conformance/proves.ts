// Marks a test with what it proves of the documents; scripts/conformance.mjs reads the marks and writes docs/services.md.

import { it } from 'vitest';
import type { FactName } from './documented';
import type { Decision } from './documented/decisions';
import type { DialectId, Kind } from './facts';

/** One mark, as the test carries it. */
export interface Proof {
  readonly dialect?: DialectId;
  /** A fact of the dialect, or without one a decision. */
  readonly fact: string;
  /** Both kinds of request where it is missing. */
  readonly kind?: Kind;
}

declare module 'vitest' {
  interface TaskMeta {
    proves?: readonly Proof[];
  }
}

/** Options of a test, to be given between its name and its body. */
export interface Marks {
  readonly meta: { readonly proves: readonly Proof[] };
}

const marks = (proves: readonly Proof[]): Marks => ({ meta: { proves } });
const listed = <T extends string | number>(one: T | readonly T[]): readonly T[] =>
  typeof one === 'object' ? one : [one];

/** This test proves facts of a dialect, for one kind of request or for both. */
export function proves<Id extends DialectId>(
  dialect: Id,
  facts: FactName<Id> | readonly FactName<Id>[],
  kind?: Kind,
): Marks {
  return marks(listed<string>(facts).map(fact => ({ dialect, fact, ...(kind === undefined ? {} : { kind }) })));
}

/** This test proves decisions of the services page. */
export function decides(...numbers: readonly Decision[]): Marks {
  return marks(numbers.map(number => ({ fact: String(number) })));
}

/** A dialect as the code names it: the sandbox keys of the platform page are a dialect of their own there. */
export type Speaking = DialectId | 'usvideo-platform-test';

/** The dialect whose page a dialect of the code is written from. */
export function page(name: Speaking): DialectId {
  return name === 'usvideo-platform-test' ? 'usvideo-platform' : name;
}

/** Several marks on one test. */
export function together(...all: readonly Marks[]): Marks {
  return marks(all.flatMap(one => one.meta.proves));
}

/** A row as parameters, which TypeScript wants writable. */
type Cells<Row extends readonly unknown[]> = { -readonly [Index in keyof Row]: Row[Index] };

/** `it.each` whose rows are marked one by one, by their first cell. */
export function provesEach<const Rows extends readonly (readonly [unknown, ...unknown[]])[]>(
  mark: (first: Rows[number][0]) => Marks,
  rows: Rows,
) {
  return (name: string, body: (...row: Cells<Rows[number]>) => void | Promise<void>): void => {
    for (const row of rows) {
      // One by one, so that vitest writes the row into the name as it does for `it.each`.
      const test = it.each<readonly unknown[]>([row]);
      test(name, mark(row[0]), () => body(...(row as Cells<Rows[number]>)));
    }
  };
}
