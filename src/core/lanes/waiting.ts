// Why a job that could go on does not.

import type { Waiting } from '../job';
import type { LanePause } from './pauses';

/** What a pause of the lane means for a job in it. */
export function waitingFor(pause: LanePause | undefined): Waiting | undefined {
  if (pause === undefined) return undefined;
  if (pause.reason === 'rate') return { reason: 'rate', until: pause.until ?? 0 };
  return { reason: pause.reason };
}
