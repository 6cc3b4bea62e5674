// What a key's last answer said of the requests that are left.

import type { ServiceState } from '../engine';
import { wireName } from '../pipeline/work';
import type { Wire, Work } from '../pipeline/work';
import { compact } from '../store/job-folder';

/** Undefined where no answer said anything. */
export function limitsLeftAt(work: Work, wire: Wire): ServiceState['limitsLeft'] {
  const left = work.limitsLeft.get(wireName(wire));
  if (left === undefined) return undefined;
  const { limit, remaining, at, resetInMs } = left;
  return compact({
    limit,
    remaining,
    resetAt: left.resetAt ?? (resetInMs === undefined ? undefined : at + resetInMs),
  });
}
