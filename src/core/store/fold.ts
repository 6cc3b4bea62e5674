// From records to a job: which state they mean, and what a person may do in it.

import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Job, JobAbilities, JobError, JobState } from '../job';
import { isFinal } from '../job';
import { linkStage } from '../pipeline/link-life';
import type { LinkLife } from '../pipeline/link-life';
import type { Cost } from '../service';
import { costKnown, costTold, lastAttempt, remoteIdOf } from './attempts';
import type { AttemptRecords, JobRecords } from './job-folder';
import { compact } from './job-folder';
import type { StoredJob } from './stored-job';

/** A submission without a verdict is in doubt once its window cannot be waiting for the answer any more. */
export const submissionMayLastMs = 150_000;

export interface FoldContext {
  readonly now: number;
  readonly library: string;
  /** Whether the window that claimed an attempt may still be waiting for its answer. */
  mayStillAnswer(job: string, attempt: AttemptRecords): boolean;
}

/** The state that a job's records mean (design, *The store*). */
export function stateOf(records: JobRecords, context: FoldContext): JobState {
  if (records.done !== undefined) return records.done.body.state;
  const last = lastAttempt(records);
  if (last === undefined || last.refused !== undefined) return 'queued';
  if (last.accepted !== undefined || last.corrected !== undefined) {
    return records.results.length > 0 ? 'downloading' : 'pending';
  }
  if (last.attempt !== 'damaged' && last.attempt.body.purpose === 'cancel') return 'queued';
  if (last.doubt !== undefined || !context.mayStillAnswer(records.spec.body.id, last)) return 'inDoubt';
  return 'submitting';
}

/** The snapshot of a job that views show. */
export function toJob(stored: StoredJob, context: FoldContext): Job {
  const { records, live } = stored;
  const spec = records.spec.body;
  const last = lastAttempt(records);
  const result = records.results.at(-1);
  const done = records.done?.body;
  const known = stateOf(records, context);
  const state = known === 'pending' && live.remote === 'running' ? 'running' : known;
  const ended = isFinal(state);
  const life = linkLifeOf(records);
  return Object.freeze(
    compact<Job>({
      id: spec.id,
      service: spec.service,
      dialect: spec.dialect,
      state,
      prompt: spec.prompt,
      options: spec.options,
      effective: { ...spec.defaults, ...spec.options },
      picture: spec.picture,
      pictureRoute: spec.pictureRoute,
      take: spec.take,
      takes: spec.takes,
      group: spec.group,
      retryOf: spec.retryOf,
      remoteId: remoteIdOf(records),
      createdAt: records.spec.at,
      submittedAt: last === undefined || last.attempt === 'damaged' ? undefined : last.attempt.at,
      acceptedAt: (last?.accepted ?? last?.corrected)?.at,
      readyAt: records.results[0]?.at,
      finishedAt: records.done?.at,
      estimate: spec.estimate as Job['estimate'],
      cost: done?.cost ?? costSoFar(state, records),
      error: (done?.error as JobError | undefined) ?? (ended ? undefined : (live.trouble ?? doubtError(state, last))),
      video:
        done?.video === undefined
          ? undefined
          : compact({ ...done.video, path: join(context.library, `${spec.id}.mp4`) }),
      thumbnailUrl: result?.body.thumbnailUrl,
      linkSince: life?.since,
      linkExpiresAt: life?.until,
      linkStage: state === 'downloading' && life !== undefined ? linkStage(life, context.now) : undefined,
      waiting: ended ? undefined : live.waiting,
      fraction: ended ? undefined : live.fraction,
      download:
        state === 'downloading' && live.received !== undefined
          ? compact({ received: live.received, total: live.total })
          : undefined,
      remoteWord: ended ? undefined : live.word,
      cancelling: !ended && records.cancel !== undefined && records.uncancelled === undefined ? true : undefined,
      mock: last?.accepted?.body.mock,
      uncancelled: records.uncancelled?.body.error as JobError | undefined,
      saved: records.saved.map(record => record.body.uri),
      needs: ended ? undefined : needsOf(state, stored, context.now),
    }),
  );
}

/** A failure or a cancel may have been refunded: the price that was named before no longer counts, but for what goes on there unfollowed. */
function costSoFar(state: JobState, records: JobRecords): Cost | undefined {
  const mayBeRefunded =
    state === 'failed' || (state === 'cancelled' && records.done?.body.error?.code !== 'not-followed');
  return mayBeRefunded ? costTold(records) : costKnown(records);
}

const hour = 3_600_000;

function needsOf(state: JobState, { records, live }: StoredJob, now: number): Job['needs'] {
  if (state === 'inDoubt') return 'decision';
  if (live.elsewhere === true) return 'account';
  if (live.waiting?.reason === 'key') return 'key';
  if (live.waiting?.reason === 'disk') return 'room';
  // What cannot be reached may only be this machine's network: nobody's matter until the link grows old.
  if (state === 'downloading' && live.trouble !== undefined && live.waiting?.reason !== 'offline') return 'link';
  if (live.word !== undefined && live.wordSince !== undefined && now - live.wordSince > hour) return 'decision';
  return state === 'downloading' && linkAgeOf(records, now)?.endsWith(' known') ? 'link' : undefined;
}

const fetchFirstMs = 60_000;

/**
 * The stage of the link's life, as a word that changes when a job's row does; undefined before half of it is over. `late known`:
 * what was finished long before anybody here could know is fetched first, and spoken of only if that fails.
 */
export function linkAgeOf(records: JobRecords, now: number): string | undefined {
  const life = linkLifeOf(records);
  const stage = life === undefined ? undefined : linkStage(life, now);
  if (stage === undefined) return undefined;
  return now - (records.results[0]?.at ?? now) > fetchFirstMs ? `${stage} known` : stage;
}

/** When the link of a job's result began to live, and when it dies. */
export function linkLifeOf({ results }: JobRecords): LinkLife | undefined {
  const [first, last] = [results[0], results.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return { since: first.body.completedAt ?? first.at, until: last.body.expiresAt };
}

function doubtError(state: JobState, last: AttemptRecords | undefined): JobError | undefined {
  if (state === 'inDoubt') {
    return last?.doubt?.body.error as JobError | undefined;
  }
  return state === 'queued' ? (last?.refused?.body.error as JobError | undefined) : undefined;
}

/** What stands beside every submission whose outcome is unknown. */
export function doubtAdvice(): string {
  return l10n.t(
    'It may have created a paid job, so it is not sent again by itself. Look at the service’s dashboard, then choose “Decide…”.',
  );
}

const resolvable: ReadonlySet<Job['needs']> = new Set(['account', 'link', 'room'] as const);

/** What a person may do with a job now. `cancels` is the dialect's word on it. */
export function abilitiesOf(job: Job, cancels: 'pending' | 'unrendered' | undefined): JobAbilities {
  const accepted = job.state === 'pending' || job.state === 'running';
  const unsent = job.state === 'queued' || job.state === 'submitting';
  const cancellable =
    job.state === 'pending' ? cancels !== undefined : job.state === 'running' && cancels === 'unrendered';
  return {
    cancel: job.cancelling !== true && (unsent || cancellable),
    // What is free is cancelled instead.
    stopFollowing: (accepted && job.estimate?.unit !== 'free') || job.state === 'downloading',
    retry: job.state === 'failed' || job.state === 'cancelled' || job.state === 'expired',
    preview: job.state === 'completed',
    save: job.state === 'completed',
    resolve: job.state === 'inDoubt' || (job.needs !== undefined && resolvable.has(job.needs)),
    remove: isFinal(job.state),
  };
}
