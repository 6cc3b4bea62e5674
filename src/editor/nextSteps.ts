// What mends a job's trouble, by its error: the same steps on its row, in its preview and in a notification. Knows no editor.

import type { Job } from '../core/job';

/** Set a key that works; pay in; take a more literal prompt. */
export type Mend = 'setKey' | 'billing' | 'rewrite';

/**
 * The steps that the service's answer asks for, likeliest first; none where trying again or changing the request is all that there is.
 * A job that waits for a key or for money is mended in the same way.
 */
export function mendsOf(job: Pick<Job, 'service' | 'state' | 'error' | 'needs' | 'waiting'>): readonly Mend[] {
  const { httpStatus, code, safety } = job.error ?? {};
  const mends: Mend[] = [];
  // The sandbox fails as it is told to: it has no key and no bill.
  if (job.service !== 'sandbox') {
    const waits = job.needs === 'key' || job.needs === 'account' || job.waiting?.reason === 'key';
    const unpaid = httpStatus === 402 || code === 'INSUFFICIENT_CREDITS' || job.waiting?.reason === 'credits';
    if (waits || (job.state === 'failed' && (httpStatus === 401 || httpStatus === 403))) mends.push('setKey');
    if (unpaid && (job.state === 'failed' || job.state === 'queued')) mends.push('billing');
  }
  if (safety === true) mends.push('rewrite');
  return mends;
}
