// Submissions that this window claimed and that have no verdict yet: what becomes of them is written down whatever happens meanwhile.

import type { RecordKind } from './records';

const verdicts: ReadonlySet<RecordKind> = new Set(['accepted', 'corrected', 'refused', 'doubt'] as const);

export class Sending {
  /** The number of the attempt, by job. */
  private readonly attempts = new Map<string, number>();

  /** Whether a record says what became of such a submission. A newer version that has taken over waits for it, and reads it. */
  isVerdict(job: string, kind: RecordKind, number: number): boolean {
    const attempt = this.attempts.get(job);
    return attempt !== undefined && (kind === 'done' || (verdicts.has(kind) && attempt === number));
  }

  /** A record was written. */
  note(job: string, kind: RecordKind, number: number): void {
    if (kind === 'attempt') this.attempts.set(job, number);
    else if (this.isVerdict(job, kind, number)) this.attempts.delete(job);
  }
}
