// What the vendors' pages say, transcribed: each fact with its page and heading. proofs.ts holds the tests against it.

import type { DialectId } from './facts';
import { seedanceTv } from './documented/seedance-tv';
import { seedanceapi } from './documented/seedanceapi';
import { usvideo } from './documented/usvideo';
import { usvideoPlatform } from './documented/usvideo-platform';
import { vibegen } from './documented/vibegen';

export const documented = {
  usvideo,
  'usvideo-platform': usvideoPlatform,
  'seedance-tv': seedanceTv,
  vibegen,
  seedanceapi,
} as const satisfies Record<DialectId, unknown>;

type Documented = typeof documented;

/** The names of a dialect's facts; those that all of them have, where the dialect is any. */
export type FactName<Id extends DialectId> = keyof Documented[Id] & string;
