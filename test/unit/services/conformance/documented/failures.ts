// What each failure asks for: the rows that are the same for every dialect, and those in which dialects differ.

import type { Fact, FailureRow } from '../facts';

/** Where the dialects differ. */
interface Differing {
  readonly submit: string;
  /** How a doubt is looked up. */
  readonly lookUp: string;
  readonly blocked502: boolean;
  readonly jobFailed: boolean;
  /** How long a 429 waits that names no time. */
  readonly usualWait: string;
}

const source = 'decided (*What each failure asks for*)';

export function failures(differing: Differing): Readonly<Record<FailureRow, Fact>> {
  const { submit, lookUp } = differing;
  const row = (says: string, endpoint = submit): Fact => ({ endpoint, says, source });
  const doubt = `in doubt: ${lookUp}, and never sent again by itself`;
  return {
    refused: row('400, 403, 404, 415, 422: no job was made; not sent again; its own words are shown'),
    'answered 401': row('no job was made; not sent again; asks for a key'),
    'answered 402': row(
      'no job was made; not sent again; says how to top up; the next jobs wait, then one finds out; batches wait for a person',
    ),
    'answered 413': row('no job was made; a picture is compressed harder and sent once more, then the job fails'),
    'answered 429': row(
      `no job was made; the whole key waits as told (${differing.usualWait}), then sends; what runs is asked about after 15 minutes at the latest`,
    ),
    '502 in the documented shape': row(
      differing.blocked502
        ? 'blocked by the safety review: failed and refunded, with the offer of a more literal prompt'
        : doubt,
    ),
    '500 JOB_FAILED': row(
      differing.jobFailed ? 'the job failed, what it cost is unknown; not sent again by itself' : doubt,
    ),
    'other 5xx, 408, 3xx, 409': row(doubt),
    'answered 503': row(
      'in the documented shape or with `Retry-After`: no job was made; waits, five tries at most; what runs is asked about meanwhile',
    ),
    'answered 504': row(doubt),
    'no answer': row(`connection lost, timeout, HTML after bytes were sent: ${doubt}`),
    '2xx without an id': row(doubt),
    'status decides first': row('the status first, a documented code in the documented shape second, words never'),
    'a question fails': row('asked again later; only a 404 or a refused key means more', 'status, list, account'),
  };
}
