// Whose words an error is in: ours or the service's.

import type { JobError } from '../job';

/** Codes of errors whose words are ours; every other error's message is the service's. */
const ownCodes: ReadonlySet<string> = new Set([
  'broken-video',
  'cancel-not-offered',
  'cancel-too-late',
  'cancel-unclear',
  'cancelled',
  'dropped',
  'gone',
  'link-expired',
  'no-answer',
  'no-id',
  'no-public-address',
  'not-cancelled',
  'not-followed',
  'other-dialect',
  'picture-missing',
  'public-port-taken',
  'unreadable',
]);

/** Whether an error's message is in the service's own words. */
export function isInServicesWords({ code }: JobError): boolean {
  return !ownCodes.has(code) && !code.startsWith('net-');
}
