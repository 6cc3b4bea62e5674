// A key of another dialect was set since a job was queued: its request may not fit any more.

import type { Dialect } from '../service';
import { endUnsent } from './cancel';
import { noLongerFree, otherDialect } from './failures';
import { problemsFor } from './validate';
import type { Work } from './work';

/** Ends a queued job whose request does not fit the dialect that it would be sent in, or that was free and would be charged there. False: it fits. */
export async function refuseUnfit(work: Work, dialect: Dialect, id: string): Promise<boolean> {
  const spec = work.store.get(id)?.records.spec.body;
  if (spec === undefined || spec.dialect === dialect.id) return false;
  const problem = problemsFor(dialect, spec)[0];
  // Nobody was asked about a price that was none.
  const isCharged =
    spec.estimate?.unit === 'free' && dialect.price({ prompt: spec.prompt, options: spec.options }).unit !== 'free';
  if (problem === undefined && !isCharged) return false;
  const error = problem === undefined ? noLongerFree() : otherDialect(problem.message);
  await endUnsent(work, id, { state: 'failed', error });
  return true;
}
