// A key of another dialect was set since a job was queued: its request may not fit any more.

import type { Dialect } from '../service';
import { endUnsent } from './cancel';
import { otherDialect } from './failures';
import { problemsFor } from './validate';
import type { Work } from './work';

/** Ends a queued job whose request does not fit the dialect that it would be sent in. False: it fits. */
export async function refuseUnfit(work: Work, dialect: Dialect, id: string): Promise<boolean> {
  const spec = work.store.get(id)?.records.spec.body;
  if (spec === undefined || spec.dialect === dialect.id) return false;
  const problem = problemsFor(dialect, spec)[0];
  if (problem === undefined) return false;
  await endUnsent(work, id, { state: 'failed', error: otherDialect(problem.message) });
  return true;
}
