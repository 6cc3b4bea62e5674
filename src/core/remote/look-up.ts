// Looking again, because a person asks: which of a service's jobs are ours whose outcome is in doubt.

import { RequestError } from '../engine';
import { matchDoubts } from '../pipeline/reconcile';
import type { Wire, Work } from '../pipeline/work';
import { listsNothing, readListing } from './listing';
import type { SyncLanes } from './sync';

/**
 * Reads the service's list and adopts what can be no other, as the look-ups of a lane do. Adopts nothing that was made elsewhere.
 * Resolves to the ids of jobs that are found. @throws RequestError `not-possible` where nothing could be read, in a sentence
 */
export async function lookUpDoubts(
  work: Work,
  lanes: Pick<SyncLanes, 'turnsFor' | 'noteCandidates'>,
  wire: Wire,
): Promise<readonly string[]> {
  const dialect = wire.service.dialectFor(wire.key?.key);
  if (dialect.list === undefined) throw new RequestError('not-possible', listsNothing(wire.service.name));
  const listing = await readListing(work, wire, dialect, lanes.turnsFor(wire));
  if (listing.jobs.length === 0 && listing.problem !== undefined) {
    throw new RequestError('not-possible', listing.problem);
  }
  const { adopted, candidates } = await matchDoubts(work, wire, listing.jobs);
  lanes.noteCandidates(wire.service.id, candidates);
  const { length } = listing.jobs;
  work.ports.log.write('info', 'looked up', { service: wire.service.id, listed: length, found: adopted.length });
  return adopted;
}
