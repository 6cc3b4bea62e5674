// A service's name as it stands inside of a sentence.

import type { Service } from '../service';

/** The name without what its list adds in parentheses: `Sandbox` for `Sandbox (free, on this machine)`. */
export function shortName({ name }: Pick<Service, 'name'>): string {
  return name.replace(/\s*\([^()]*\)$/, '') || name;
}
