// Fetching one finished video into the library: whole under its name, or not there.

import { join } from 'node:path';
import { hasCode } from '../file-error';
import type { DownloadEnd, Log } from '../ports';
import { costKnown } from '../store/attempts';
import { compact } from '../store/job-folder';
import type { RecordBody, Stored } from '../store/records';
import type { JobRecords } from '../store/job-folder';
import { replaceWhole } from '../store/whole';
import { badLink, brokenVideo, hostOf, linkDied } from './failures';
import { isLoopback, sidecarOf } from './library';
import { NoVideoError, Part } from './part';
import { setLive } from './track';
import type { Wire, Work } from './work';

export type FetchOutcome =
  | { readonly kind: 'done' }
  /** The link died: ask the service for a fresh one. */
  | { readonly kind: 'freshLink' }
  | { readonly kind: 'diskFull' }
  | { readonly kind: 'later'; readonly retryAfterMs?: number }
  | { readonly kind: 'expired' };

const longestWaitMs = 60_000;
/** How often in a row a media host that cannot be reached is taken for a network that is down. */
const triesOffline = 8;
const day = 86_400_000;
/** Answers of a media host that say that the link itself is dead. */
const deadLink: ReadonlySet<number> = new Set([400, 401, 403, 404, 410]);

/** Fetches the video of a job whose result is known. `failures`: how often in a row that went wrong. Resumes what an earlier try left, where the server can prove that it is the same file. */
export async function fetchVideo(work: Work, wire: Wire, id: string, how: Try): Promise<FetchOutcome> {
  // A key that came or went moves a job to another lane, and the one that it leaves may still be writing: one after the other.
  const before = work.fetching.get(id) ?? Promise.resolve();
  const running = before.catch(() => undefined).then(() => fetchAlone(work, wire, id, how));
  work.fetching.set(id, running);
  try {
    return await running;
  } finally {
    if (work.fetching.get(id) === running) work.fetching.delete(id);
  }
}

interface Try {
  readonly failures: number;
  readonly signal: AbortSignal;
}

async function fetchAlone(work: Work, wire: Wire, id: string, { failures, signal }: Try): Promise<FetchOutcome> {
  const records = work.store.get(id)?.records;
  const result = records?.results.at(-1);
  if (records === undefined || result === undefined || records.done !== undefined) return { kind: 'done' };
  const target = join(work.store.layout.library, `${id}.mp4`);
  if ((await work.ports.files.size(target)) !== undefined) return complete(work, id, records, target);
  const part = new Part(work, id, result.body.videoUrl);
  log(work, failures, 'fetching', { job: id, link: records.results.length, host: hostOf(result.body.videoUrl) });
  let end: DownloadEnd;
  try {
    end = await part.download(isLoopback(wire.baseUrl), signal);
  } catch (error) {
    if (error instanceof NoVideoError) return noVideo(work, id, { result, failures }, part, error.message);
    if (!hasCode(error, 'ENOSPC', 'EDQUOT', 'NOROOM')) throw error;
    log(work, failures, 'no room for the video', { job: id });
    return { kind: 'diskFull' };
  } finally {
    await part.close();
  }
  if (end.kind === 'whole') return finish(work, id, { records, failures }, part, target);
  return notWhole(work, id, { result, failures }, part, end);
}

async function finish(
  work: Work,
  id: string,
  { records, failures }: { readonly records: JobRecords; readonly failures: number },
  part: Part,
  target: string,
): Promise<FetchOutcome> {
  const check = await work.checkVideo(part.path);
  if (check.kind === 'broken') {
    return noVideo(work, id, { result: records.results.at(-1), failures }, part, check.why);
  }
  await publish(work, part.path, target);
  await part.discard();
  return complete(work, id, records, target);
}

async function noVideo(
  work: Work,
  id: string,
  tried: { readonly result: Stored<'result'> | undefined; readonly failures: number },
  part: Part,
  why: string,
): Promise<FetchOutcome> {
  work.ports.log.write('warn', 'the file is not a whole video', { job: id, why });
  await part.discard();
  setLive(work, id, { trouble: brokenVideo(why), received: undefined, total: undefined, waiting: undefined });
  return afterFailure(work, id, tried, { kind: tried.failures > 0 ? 'freshLink' : 'later' });
}

/** The last name appears in one step, and never over another file. */
async function publish(work: Work, from: string, to: string): Promise<void> {
  const { files } = work.ports;
  try {
    await files.link(from, to);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return;
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw error;
    await files.rename(from, to);
  }
  await files.syncFolder(work.store.layout.library);
}

async function complete(work: Work, id: string, records: JobRecords, target: string): Promise<FetchOutcome> {
  const check = await work.checkVideo(target);
  const size = (await work.ports.files.size(target)) ?? 0;
  const facts = check.kind === 'whole' ? check.video : { bytes: size };
  const done = compact<RecordBody<'done'>>({ state: 'completed', cost: costKnown(records), video: facts });
  const sidecar = sidecarOf(work, id, records, done);
  await replaceWhole(work.ports.files, work.ports.random, join(work.store.layout.library, `${id}.json`), sidecar);
  await work.store.add(id, 'done', done);
  work.ports.log.write('info', 'fetched', { job: id, bytes: size });
  return { kind: 'done' };
}

async function notWhole(
  work: Work,
  id: string,
  { result, failures }: { readonly result: Stored<'result'>; readonly failures: number },
  part: Part,
  end: Exclude<DownloadEnd, { kind: 'whole' }>,
): Promise<FetchOutcome> {
  const why = end.kind === 'refused' ? `HTTP ${end.status}` : `${end.failure}: ${end.detail}`;
  log(work, failures, 'download ended early', { job: id, why });
  // The rest of another file, or none, is all that this server has for what was kept: it begins anew.
  const isUseless = end.kind === 'refused' ? end.status === 416 : end.failure === 'malformed';
  if (isUseless) await part.discard();
  if (end.kind === 'failure' && end.failure === 'aborted') return { kind: 'later' };
  const unreachable = end.kind === 'failure' && end.failure === 'unreachable';
  // Once may be chance; from the second time on the person sees it. No way there at all is most likely this machine's network.
  const waiting = unreachable && failures < triesOffline ? ({ reason: 'offline' } as const) : undefined;
  setLive(work, id, { waiting, ...(failures > 0 && { trouble: badLink(hostOf(result.body.videoUrl), why) }) });
  const dead = end.kind === 'refused' ? deadLink.has(end.status) : end.failure === 'blocked';
  // Nobody said that the link is dead: that is for the media host or the service to say, once they can be reached.
  const mayComeBack = failures < 2 * triesOffline || work.ports.clock.now() <= result.body.expiresAt + day;
  if (unreachable && mayComeBack) return { kind: failures > 0 ? 'freshLink' : 'later' };
  if (dead || failures > 0) return afterFailure(work, id, { result, failures }, { kind: 'freshLink' });
  const told = end.kind === 'refused' ? end.retryAfterMs : undefined;
  // The media host is nobody's authority: it cannot make us wait until its own link is dead.
  const retryAfterMs = told === undefined ? undefined : Math.min(told, longestWaitMs);
  return afterFailure(work, id, { result, failures }, compact({ kind: 'later' as const, retryAfterMs }));
}

/** While a download goes wrong again and again, what is told of it once is enough. */
function log(work: Work, failures: number, message: string, facts: Parameters<Log['write']>[2]): void {
  work.ports.log.write(failures > 0 ? 'debug' : 'info', message, facts);
}

/** Gives up only when the link is long dead by every clock. */
async function afterFailure(
  work: Work,
  id: string,
  { result, failures }: { readonly result: Stored<'result'> | undefined; readonly failures: number },
  next: FetchOutcome,
): Promise<FetchOutcome> {
  if (result === undefined || work.ports.clock.now() <= result.body.expiresAt) return next;
  // After a long sleep this may be the first try: it is tried again, with a fresh link where the service gives one, before it is given up.
  if (failures === 0) return next;
  const why = work.store.get(id)?.live.trouble?.message;
  await work.store.add(id, 'done', { state: 'expired', error: linkDied(why) });
  work.ports.log.write('warn', 'expired', { job: id, why });
  return { kind: 'expired' };
}
