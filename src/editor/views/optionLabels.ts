// What options are called, also those that only another service has: for saying what is left out.

import type { Engine } from '../../core/engine';

/** Labels by option name, of every service. */
export function optionLabels(engine: Pick<Engine, 'services'>): ReadonlyMap<string, string> {
  const specs = engine.services().flatMap(({ dialects }) => dialects.flatMap(dialect => dialect.options()));
  return new Map(specs.map(({ name, label }) => [name, label]));
}
