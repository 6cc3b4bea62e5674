// Making a job of ours from one that a service lists and that was made elsewhere: claimed first, then written whole.

import type { RemoteJob, StatusReading } from '../service';
import type { Dialect } from '../service';
import { plainText } from '../services/answers';
import { compact } from '../store/job-folder';
import { newJobId } from '../store/layout';
import type { RecordBody } from '../store/records';
import type { KnownRecord, StoredJob } from '../store/stored-job';
import { randomHex } from '../store/whole';
import { linkDied } from '../pipeline/failures';
import { claimForAdoption, wasRemoved } from '../pipeline/remote-claims';
import { setLive } from '../pipeline/track';
import { valueProblem } from '../pipeline/validate';
import type { Wire, Work } from '../pipeline/work';
import { withAdvice } from '../pipeline/work';

/** The `origin` of a job that was made elsewhere. */
export const adoptedOrigin = 'sync';

export type Adoption =
  | { readonly kind: 'adopted'; readonly id: string; readonly link: 'alive' | 'dead' | 'none' }
  | { readonly kind: 'known'; readonly id?: string }
  /** The user took it out of the list before. */
  | { readonly kind: 'removed' };

const hour = 3_600_000;
const year2020 = Date.UTC(2020, 0, 1);
/** Times without a zone are read up to 14 hours wrong, and links may live longer than a page promises: dead only a day later. */
const longDeadMs = 24 * hour;
/** A link that is dead by its date is tried for this long. */
const lastTryMs = 15 * 60_000;
/** How long a link is tried of which no date is known at all. */
const undatedTryMs = hour;

export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

interface How {
  readonly by: 'list' | 'user';
  /** Also where the user removed it before. */
  readonly again?: boolean;
  /** Our jobs that followed it and were given up, the last one last: it is followed again with what is known of that. */
  readonly givenUp?: readonly StoredJob[];
}

/**
 * Takes a service's job into our list. Two windows, or a window that comes after one that died, write the same records
 * under the same id: there is one job, whoever wrote it. Nothing is sent for it, now or later.
 */
export async function adoptForeign(
  work: Work,
  wire: Wire,
  dialect: Dialect,
  remote: RemoteJob,
  how: How,
): Promise<Adoption> {
  const now = work.ports.clock.now();
  const before = how.givenUp?.at(-1)?.records.spec;
  const at = created(remote, now) ?? before?.at ?? now;
  const fresh = newJobId(at, randomHex(work.ports.random, 5));
  const passed = new Set(how.givenUp?.map(job => job.id));
  const id = await claimForAdoption(work, wire, remote.remoteId, fresh, passed);
  if (id === undefined) return { kind: 'known' };
  await work.store.refresh(id);
  if (work.store.get(id) !== undefined) return { kind: 'known', id };
  if (how.again !== true && (await wasRemoved(work, wire, remote.remoteId))) return { kind: 'removed' };
  const spec =
    before === undefined ? specOf(wire, dialect, remote, id, fresh) : againSpec(before.body, dialect, id, fresh);
  const outcome = await work.store.createKnown(spec, at, knownRecords(work, wire, dialect, remote, how));
  // It was here before, and an index may call that one ended.
  if (id !== fresh) await work.store.index();
  if (remote.status?.kind === 'progress') setLive(work, id, { remote: remote.status.state });
  const what = before === undefined ? 'made elsewhere' : 'followed again';
  work.ports.log.write('info', what, { job: id, remote: remote.remoteId, outcome });
  return outcome === 'written' ? { kind: 'adopted', id, link: linkOf(dialect, remote, now) } : { kind: 'known', id };
}

function specOf(wire: Wire, dialect: Dialect, remote: RemoteJob, id: string, group: string): RecordBody<'spec'> {
  return {
    id,
    service: wire.service.id,
    dialect: dialect.id,
    prompt: plainText(remote.prompt ?? '', 10_000),
    options: shownOptions(dialect, remote),
    take: 1,
    takes: 1,
    // Another with each writer, so that of several windows one alone is told that it wrote the job.
    group,
    origin: adoptedOrigin,
  };
}

/** All that is known of the request of a job that was given up, with the name of that job; what it costs is that one's, too. */
function againSpec(before: RecordBody<'spec'>, dialect: Dialect, id: string, group: string): RecordBody<'spec'> {
  const { estimate: _, ...asked } = before;
  return { ...asked, id, dialect: dialect.id, take: 1, takes: 1, group, retryOf: before.id };
}

/** The options that the service shows, in our vocabulary: what it does not document is left out. */
function shownOptions(dialect: Dialect, remote: RemoteJob): Record<string, string | number | boolean> {
  const options: Record<string, string | number | boolean> = {};
  for (const spec of dialect.options()) {
    const told = remote.options?.[spec.name];
    if (told !== undefined && valueProblem(spec, told) === undefined) options[spec.name] = told;
    if (spec.name === 'resolution' && spec.kind === 'choice') {
      if (spec.choices.some(({ value }) => value === remote.resolution)) options[spec.name] = remote.resolution ?? '';
    }
    // A finished job tells how long its video is, which is near what was asked for.
    if (spec.name === 'duration' && remote.duration !== undefined && remote.duration > 0) {
      options[spec.name] = Math.max(1, Math.round(remote.duration));
    }
  }
  return options;
}

function knownRecords(
  work: Work,
  wire: Wire,
  dialect: Dialect,
  remote: RemoteJob,
  { by, givenUp }: How,
): readonly KnownRecord[] {
  const now = work.ports.clock.now();
  const before = givenUp?.at(-1)?.records;
  const at = created(remote, now) ?? before?.spec.at ?? now;
  const mock = before?.attempts.at(-1)?.accepted?.body.mock;
  const body = compact<RecordBody<'attempt'>>({
    purpose: 'import',
    owner: work.owner,
    nonce: randomHex(work.ports.random, 8),
    requestHash: '',
    baseUrl: wire.baseUrl,
    dialect: dialect.id,
    keyFingerprint: wire.key?.fingerprint,
  });
  const { status, remoteId } = remote;
  const price = status?.kind === 'progress' ? status.price : undefined;
  return [
    { kind: 'attempt', at, body },
    { kind: 'accepted', at, body: compact<RecordBody<'accepted'>>({ remoteId, price, mock, by }) },
    ...(status === undefined ? [] : outcomeRecords(dialect, remote, status, at, now)),
  ];
}

function outcomeRecords(
  dialect: Dialect,
  remote: RemoteJob,
  status: StatusReading,
  at: number,
  now: number,
): KnownRecord[] {
  if (status.kind === 'failed') {
    const error = withAdvice(dialect, status.error);
    return [{ kind: 'done', at, body: compact({ state: 'failed' as const, error, cost: status.cost }) }];
  }
  if (status.kind !== 'completed') return [];
  const ready = readyAt(remote, now);
  const expiresAt =
    ready === undefined ? now + undatedTryMs : Math.max(ready + dialect.linkLifetimeMs, now + lastTryMs);
  const { videoUrl, thumbnailUrl, seconds, cost } = status;
  const result: KnownRecord = {
    kind: 'result',
    at: ready ?? now,
    body: compact<RecordBody<'result'>>({ videoUrl, thumbnailUrl, seconds, cost, completedAt: ready, expiresAt }),
  };
  if (linkOf(dialect, remote, now) === 'alive') return [result];
  return [
    result,
    { kind: 'done', at: ready ?? now, body: compact({ state: 'expired' as const, error: linkDied(), cost }) },
  ];
}

/** Whether a finished job's link may live still. */
export function linkOf(dialect: Dialect, remote: RemoteJob, now: number): 'alive' | 'dead' | 'none' {
  if (remote.status?.kind !== 'completed') return 'none';
  const ready = readyAt(remote, now);
  return ready !== undefined && now > ready + dialect.linkLifetimeMs + longDeadMs ? 'dead' : 'alive';
}

/** When the service says that it was made; undefined where it says nothing that can be true. */
function created({ createdAt }: RemoteJob, now: number): number | undefined {
  return createdAt !== undefined && createdAt > year2020 && createdAt <= now ? createdAt : undefined;
}

/** When its video was finished, as far as that can be true. */
export function readyAt(remote: RemoteJob, now: number): number | undefined {
  const said = remote.status?.kind === 'completed' ? remote.status.completedAt : undefined;
  return said !== undefined && said > year2020 && said <= now ? said : created(remote, now);
}
