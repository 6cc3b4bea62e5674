// Where an attempt was made: its job is followed there and nowhere else.

import type { AttemptRecords } from '../store/job-folder';
import { compact } from '../store/job-folder';

/** The wire on which an attempt was made, for following its job. */
export function attemptWire(
  attempt: AttemptRecords | undefined,
): { baseUrl: string; dialect: string; fingerprint?: string } | undefined {
  if (attempt === undefined || attempt.attempt === 'damaged') return undefined;
  const { baseUrl, dialect, keyFingerprint } = attempt.attempt.body;
  return compact({ baseUrl, dialect, fingerprint: keyFingerprint });
}
