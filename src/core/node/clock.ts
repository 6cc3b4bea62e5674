// Time and chance of this machine, behind the `Clock` and `Random` ports.

import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Clock, Random } from '../ports';

export const nodeClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, Math.max(0, Math.min(milliseconds, 2 ** 31 - 1)));
    return { dispose: () => clearTimeout(timer) };
  },
};

export const nodeRandom: Random = {
  bytes: count => randomBytes(count),
};
