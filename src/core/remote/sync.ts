// Sync with the service: what it lists and we do not have is adopted, what we follow is asked about, and nothing twice.

import { RequestError } from '../engine';
import type { SyncReport } from '../engine';
import { isFinal } from '../job';
import type { JobState } from '../job';
import * as l10n from '@vscode/l10n';
import type { Dialect, RemoteJob } from '../service';
import { isImported, remoteIdOf } from '../store/attempts';
import type { StoredJob } from '../store/stored-job';
import { adoptForeign, originOf } from './adoption';
import { followersOf, isGivenUp, mayComeBack } from './given-up';
import { mightBe } from '../pipeline/doubts';
import { listsNothing, readListing } from './listing';
import type { Listing } from './listing';
import { isAnsweredFailure, matchDoubts, unresolved } from '../pipeline/reconcile';
import { attemptWire } from '../pipeline/attempt';
import type { Turns } from '../lanes/turns';
import type { Wire, Work } from '../pipeline/work';

/** What a sync needs of the lanes. */
export interface SyncLanes {
  turnsFor(wire: Wire): Turns;
  /** Has these jobs asked about as soon as the pace allows. */
  lookNow(service: string, ids: readonly string[]): void;
  noteCandidates(service: string, candidates: ReadonlyMap<string, readonly RemoteJob[]>): void;
}

type StateOf = (job: StoredJob) => JobState;
type Counts = Record<
  'adopted' | 'again' | 'resolved' | 'fetching' | 'dead' | 'waiting' | 'removed' | 'unlisted',
  number
>;

/** One sync per service at a time: who asks meanwhile gets the same report. */
export class ServiceSync {
  private readonly running = new Map<string, Promise<SyncReport>>();

  constructor(
    private readonly work: Work,
    private readonly lanes: SyncLanes,
    private readonly stateOf: StateOf,
  ) {}

  /** @throws RequestError `not-possible` where nothing could be read, in a sentence */
  run(wire: Wire): Promise<SyncReport> {
    const { id } = wire.service;
    const there = this.running.get(id);
    if (there !== undefined) return there;
    const report = this.sync(wire).finally(() => this.running.delete(id));
    this.running.set(id, report);
    return report;
  }

  private async sync(wire: Wire): Promise<SyncReport> {
    const dialect = wire.service.dialectFor(wire.key?.key);
    if (dialect.list === undefined) throw new RequestError('not-possible', listsNothing(wire.service.name));
    const listing = await readListing(this.work, wire, dialect, this.lanes.turnsFor(wire));
    if (listing.jobs.length === 0 && listing.problem !== undefined) {
      throw new RequestError('not-possible', listing.problem);
    }
    // Reads the store again: whatever the list may show of our own was written down before it was sent.
    const { adopted, candidates } = await matchDoubts(this.work, wire, listing.jobs);
    const counts: Counts = {
      adopted: 0,
      again: 0,
      resolved: adopted.length,
      fetching: 0,
      dead: 0,
      waiting: 0,
      removed: 0,
      unlisted: 0,
    };
    await this.adoptAll(wire, listing, counts, new Map(candidates));
    this.lookAtKnown(wire, listing, counts);
    const text = reportText(wire.service.name, listing, counts);
    this.work.ports.log.write('info', 'synced', { service: wire.service.id, listed: listing.jobs.length, ...counts });
    const { problem, complete } = listing;
    const { again: _, unlisted: __, ...told } = counts;
    return { listed: listing.jobs.length, ...told, complete, ...(problem === undefined ? {} : { problem }), text };
  }

  private async adoptAll(
    wire: Wire,
    listing: Listing,
    counts: Counts,
    candidates: Map<string, readonly RemoteJob[]>,
  ): Promise<void> {
    const dialect = wire.service.dialectFor(wire.key?.key);
    for (const remote of listing.jobs) {
      const givenUp = await this.givenUp(wire, dialect, remote);
      if (givenUp === undefined) continue;
      const doubtful = givenUp.length > 0 ? [] : unresolved(this.work, wire).filter(job => mightBe(job, remote));
      if (doubtful.length > 0) {
        counts.waiting += 1;
        for (const { id } of doubtful) candidates.set(id, withRemote(candidates.get(id), remote));
        continue;
      }
      const adoption = await adoptForeign(this.work, wire, dialect, remote, { by: 'list', givenUp });
      if (adoption.kind === 'removed') counts.removed += 1;
      if (adoption.kind !== 'adopted') continue;
      counts[givenUp.length > 0 ? 'again' : 'adopted'] += 1;
      if (adoption.link === 'dead') counts.dead += 1;
      if (adoption.link === 'alive') counts.fetching += 1;
    }
    this.lanes.noteCandidates(wire.service.id, candidates);
  }

  /** Our job that followed a listed one and was given up too soon; none where nobody here knows it. Undefined: nothing is to be done for it. */
  private async givenUp(wire: Wire, dialect: Dialect, remote: RemoteJob): Promise<readonly StoredJob[] | undefined> {
    // Ended elsewhere without a video: there is nothing to follow.
    if (remote.status?.kind === 'cancelled') return undefined;
    const followers = followersOf(this.work, wire, remote.remoteId);
    const [first, second] = followers;
    if (first === undefined) return isAnsweredFailure(this.work, wire, remote) ? undefined : [];
    // Once by a list, which may be wrong again and again; more often by its id alone.
    if (second !== undefined || !isGivenUp(first)) return undefined;
    return (await mayComeBack(this.work, dialect, first.id, remote)) ? followers : undefined;
  }

  /** Jobs that run here and not there, or are not listed, are asked about: only their own status ends them. */
  private lookAtKnown(wire: Wire, listing: Listing, counts: Counts): void {
    const listed = new Map(listing.jobs.map(remote => [remote.remoteId, remote]));
    const wanted: string[] = [];
    for (const job of this.work.store.open()) {
      const remoteId = remoteIdOf(job.records);
      const made = attemptWire(job.records.attempts.at(-1))?.baseUrl;
      const state = this.stateOf(job);
      if (job.records.spec.body.service !== wire.service.id || remoteId === undefined || isFinal(state)) continue;
      if (made !== undefined && originOf(made) !== originOf(wire.baseUrl)) continue;
      if (state === 'downloading') {
        if (!isImported(job.records)) counts.fetching += 1;
        continue;
      }
      if (listing.complete && !listed.has(remoteId)) counts.unlisted += 1;
      const status = listed.get(remoteId)?.status;
      if (status?.kind === 'completed') counts.fetching += 1;
      if (status?.kind !== 'progress') wanted.push(job.id);
    }
    this.lanes.lookNow(wire.service.id, wanted);
  }
}

function withRemote(list: readonly RemoteJob[] = [], remote: RemoteJob): readonly RemoteJob[] {
  return list.some(({ remoteId }) => remoteId === remote.remoteId) ? list : [...list, remote];
}

/** "12 jobs there: 3 new, 2 videos being fetched, 1 link dead." */
function reportText(name: string, listing: Listing, counts: Counts): string {
  const { length } = listing.jobs;
  const jobs = length === 1 ? l10n.t('1 job at {0}', name) : l10n.t('{0} jobs at {1}', length, name);
  const parts = [
    counts.adopted > 0 ? l10n.t('{0} new', counts.adopted) : undefined,
    againText(counts.again),
    counts.resolved > 0 ? l10n.t('{0} in doubt found', counts.resolved) : undefined,
    videosText(counts.fetching),
    counts.dead === 1 ? l10n.t('1 link dead') : counts.dead > 1 ? l10n.t('{0} links dead', counts.dead) : undefined,
    counts.removed > 0 ? l10n.t('{0} removed by you before', counts.removed) : undefined,
  ].filter(part => part !== undefined);
  const known = length === 0 ? l10n.t('nothing to do') : l10n.t('all known');
  const sentence = `${jobs}: ${parts.length === 0 && counts.waiting === 0 ? known : parts.join(', ')}`;
  const waiting = waitingText(counts.waiting);
  const first = parts.length === 0 && counts.waiting > 0 ? jobs : sentence;
  return [`${first}.`, waiting, unlistedText(counts.unlisted), listing.problem]
    .filter(part => part !== undefined)
    .join(' ');
}

/** A list that does not show a job is no proof: its own status decides. */
function unlistedText(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1
    ? l10n.t('1 job that runs here is not in that list; the service is asked about it now.')
    : l10n.t('{0} jobs that run here are not in that list; the service is asked about them now.', count);
}

function againText(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1
    ? l10n.t('1 that was given up here is followed again')
    : l10n.t('{0} that were given up here are followed again', count);
}

function videosText(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1 ? l10n.t('1 video being fetched') : l10n.t('{0} videos being fetched', count);
}

function waitingText(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1
    ? l10n.t('1 of them may be a job of yours that is in doubt: decide about that first, then sync again.')
    : l10n.t('{0} of them may be jobs of yours that are in doubt: decide about those first, then sync again.', count);
}
