// Jobs that were given up here though their service has them after all: followed again in a row of their own, since a record never changes.

import type { Dialect, RemoteJob } from '../service';
import { remoteIdOf } from '../store/attempts';
import type { StoredJob } from '../store/stored-job';
import { attemptWire } from '../pipeline/attempt';
import type { Wire, Work } from '../pipeline/work';
import { linkOf, originOf, readyAt } from './adoption';

/** The jobs of our list that follow the service's job: the same service at the same origin, whatever path its base URL has. What ended last stands last. */
export function followersOf(work: Work, wire: Wire, remoteId: string): StoredJob[] {
  const followers = [...work.store.all()].filter(({ records }) => {
    if (records.spec.body.service !== wire.service.id || remoteIdOf(records) !== remoteId) return false;
    const made = attemptWire(records.attempts.at(-1))?.baseUrl;
    return made === undefined || originOf(made) === originOf(wire.baseUrl);
  });
  const endOf = ({ records }: StoredJob) => records.done?.at ?? Number.MAX_VALUE;
  return followers.sort((a, b) => endOf(a) - endOf(b));
}

/** Ended by us and not by the service: it no longer knew the job, also after a DELETE without an answer, or its link died. */
export function isGivenUp({ records }: StoredJob): boolean {
  const done = records.done?.body;
  const code = done?.error?.code;
  const isUnproven = done?.state === 'cancelled' && code === 'cancelled' && records.deletion !== undefined;
  return done?.state === 'expired' || (done?.state === 'failed' && code === 'gone') || isUnproven;
}

/**
 * Whether what the service says of a job that was given up is worth following it again: it runs, or has a video whose link is
 * not the one that was tried in vain for as long as it could live.
 */
export async function mayComeBack(work: Work, dialect: Dialect, id: string, remote: RemoteJob): Promise<boolean> {
  const now = work.ports.clock.now();
  // What is kept of finished jobs leaves their links out.
  await work.store.refresh(id);
  const records = work.store.get(id)?.records;
  const { status } = remote;
  if (records === undefined || status === undefined) return false;
  const hasExpired = records.done?.body.state === 'expired';
  if (status.kind === 'progress') return !hasExpired && status.unknownWord === undefined;
  if (status.kind !== 'completed' || linkOf(dialect, remote, now) === 'dead') return false;
  const ready = readyAt(remote, now);
  const isYoung = ready !== undefined && now < ready + dialect.linkLifetimeMs;
  return !hasExpired || isYoung || records.results.every(({ body }) => body.videoUrl !== status.videoUrl);
}
