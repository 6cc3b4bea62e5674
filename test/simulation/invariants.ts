// What must hold after every run, whatever happened in it.

import type { Job } from '../../src/core/job';
import { isFinal } from '../../src/core/job';
import { isWholeVideo, videoOf } from './world/net';
import { videoLifeMs } from './world/service';
import type { PaidJob, PaidService } from './world/service';
import { isSubmission, markIn } from './world/user';
import { root } from './world/window';
import type { World } from './world/world';
import { restsVisibly } from './world/world';

/** Everything that is wrong with how a run ended. */
export function violationsOf(world: World): string[] {
  const jobs = world.jobs();
  return [
    ...(world.fate.isEndless ? ['the windows are busy without end'] : []),
    ...paidTwice(world),
    ...sharedIds(jobs),
    ...notFinished(jobs),
    ...lost(world, jobs),
    ...forgottenIds(world),
    ...wrongFiles(world, jobs),
    ...world.services.flatMap(service => [...overLimits(world, service), ...hasty(world, service)]),
    ...restlessLeads(world),
    ...strangers(world, jobs),
    ...secrets(world),
  ];
}

/** The jobs on disk, by what their submissions carry to the service. */
function ownersOf(world: World): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  const own = (mark: string, id: string) => owners.set(mark, [...(owners.get(mark) ?? []), id]);
  const seen = new Set<string>();
  for (const [path, bytes] of world.disk.contents()) {
    const id = /\/jobs\/([^/]+)\//.exec(path)?.[1];
    if (id === undefined || !isSubmission.test(path)) continue;
    seen.add(id);
    for (const mark of markIn(bytes)) own(mark, id);
  }
  for (const [id, marks] of world.user.marks) if (!seen.has(id)) for (const mark of marks) own(mark, id);
  return owners;
}

/** One job, one paid job, but for what the user sent again by a word of their own. */
function paidTwice(world: World): string[] {
  const owners = ownersOf(world);
  const byOwners = new Map<string, PaidJob[]>();
  for (const paid of world.services.flatMap(service => service.ours)) {
    const ids = (owners.get(paid.mark) ?? []).join(' ');
    byOwners.set(ids, [...(byOwners.get(ids) ?? []), paid]);
  }
  return [...byOwners].flatMap(([joined, paid]) => {
    const ids = joined.split(' ').filter(id => id !== '');
    const words = ids.reduce((sum, id) => sum + (world.user.again.get(id) ?? 0), 0);
    if (ids.length === 0) return [`paid for a job that is gone: ${paid.map(job => job.id).join(', ')}`];
    return paid.length > ids.length + words ? [`paid twice: ${paid.map(job => job.id).join(' and ')}`] : [];
  });
}

function sharedIds(jobs: readonly Job[]): string[] {
  const seen = new Map<string, string>();
  return jobs.flatMap(job => {
    if (job.remoteId === undefined) return [];
    const other = seen.get(job.remoteId);
    seen.set(job.remoteId, job.id);
    return other === undefined ? [] : [`${job.remoteId} belongs to ${other} and ${job.id}`];
  });
}

function notFinished(jobs: readonly Job[]): string[] {
  return jobs
    .filter(job => !restsVisibly(job))
    .map(job => `stuck: ${job.id} is ${job.state} ${JSON.stringify(job.waiting ?? {})}`);
}

/** Every paid job's video is on disk, or the user knows why not. */
function lost(world: World, jobs: readonly Job[]): string[] {
  const { user } = world;
  const owners = ownersOf(world);
  const known = new Map(jobs.map(job => [job.id, job]));
  const wrong: string[] = [];
  for (const id of user.queued) if (!known.has(id) && !user.removed.has(id)) wrong.push(`queued job is gone: ${id}`);
  for (const paid of world.services.flatMap(service => service.ours)) {
    const mine = owners.get(paid.mark) ?? [];
    const theirs = jobs.find(job => job.remoteId === paid.id);
    const excused = mine.some(id => user.again.has(id) || user.dropped.has(id) || user.removed.has(id));
    if (theirs !== undefined) wrong.push(...accounted(world, theirs, paid));
    else if (!excused && !mine.some(id => known.get(id)?.state === 'inDoubt')) {
      wrong.push(`lost: ${paid.id} of ${mine.join(', ')} (${mine.map(id => known.get(id)?.state).join(', ')})`);
    }
  }
  return wrong;
}

/** What a job of ours says of the paid job that it follows must be true. */
function accounted(world: World, job: Job, paid: PaidJob): string[] {
  if (job.prompt !== paid.prompt) return [`${job.id} follows ${paid.id}, which is another's`];
  if (job.state === 'completed' || world.user.dropped.has(job.id)) return [];
  if (job.state === 'cancelled') return paid.cancelled ? [] : [`${job.id} counts as cancelled, ${paid.id} goes on`];
  if (paid.cancelled || paid.fails) return job.state === 'failed' || !isFinal(job.state) ? [] : [`${job.id}?`];
  const videoEnd = paid.readyAt + videoLifeMs;
  const isDead = (job.finishedAt ?? world.time.now) >= videoEnd;
  if (job.state === 'expired' || job.needs === 'link') {
    return isDead ? [] : [`${job.id} gave up ${paid.id}, whose video is there`];
  }
  return [`${job.id} is ${job.state}, but ${paid.id} is paid for: ${job.error?.code}`];
}

/** An id that a window was told is on disk at once, unless the window died at once. */
function forgottenIds(world: World): string[] {
  if (world.heldUp || world.answers.length === 0) return [];
  const kept = new Set<string>();
  const decoder = new TextDecoder();
  for (const [path, bytes] of world.disk.contents()) {
    if (!/\/(accepted|corrected)-\d+\.json$/.test(path)) continue;
    const text = decoder.decode(bytes);
    const id = /"remoteId":"([^"]+)"/.exec(text)?.[1];
    if (id !== undefined && !text.includes('"by":"list"') && !text.includes('"by":"user"')) kept.add(id);
  }
  return world.answers
    .filter(({ id, window, at }) => !kept.has(id) && window.diedAt > at + 1_000 && world.user.removed.size === 0)
    .map(({ id, window }) => `${window.name} was told ${id} and did not keep it`);
}

function wrongFiles(world: World, jobs: readonly Job[]): string[] {
  const wrong: string[] = [];
  const decoder = new TextDecoder();
  for (const job of jobs) {
    if (job.state !== 'completed') continue;
    const bytes = world.disk.contentOf(`${root}/library/${job.id}.mp4`);
    const text = bytes === undefined ? 'nothing' : decoder.decode(bytes);
    if (text !== videoOf(job.remoteId ?? '')) wrong.push(`wrong file of ${job.id}: ${text}`);
  }
  for (const [path, bytes] of world.disk.contents()) {
    if (path.endsWith('.mp4') && !isWholeVideo(decoder.decode(bytes))) wrong.push(`half-written: ${path}`);
  }
  return wrong;
}

function overLimits(world: World, service: PaidService): string[] {
  const { tongue, requests, mostAtOnce } = service;
  const own = world.limits[tongue.service];
  // What a window was about to send when it hung arrives late, beside what follows.
  const rate = (own?.requestsPerMinute ?? tongue.requestsPerMinute ?? Number.POSITIVE_INFINITY) + world.freezes;
  const atOnce = own?.maxConcurrent ?? tongue.concurrentJobs ?? 10;
  const tooMany = crowded(requests, rate, 60_000);
  // A job that the user sent again or gave up may run beside its successor.
  const extra = [...world.user.again.values()].reduce((sum, count) => sum + count, world.user.dropped.size);
  return [
    ...(tooMany >= 0 ? [`${tongue.service}: more than ${rate} requests in a minute, from ${requests[tooMany]}`] : []),
    ...(mostAtOnce > atOnce + extra ? [`${tongue.service}: ${mostAtOnce} jobs at once, ${atOnce} allowed`] : []),
  ];
}

/** Where more than so many fall within so many milliseconds; -1: nowhere. */
function crowded(times: readonly number[], most: number, milliseconds: number): number {
  return times.findIndex((at, index) => (times[index + most] ?? Number.POSITIVE_INFINITY) - at < milliseconds);
}

/** Requests set out at nine tenths of the rate, and a fifteenth of a minute's at once: also while windows come and go. */
function hasty(world: World, service: PaidService): string[] {
  const { tongue } = service;
  const rate = world.limits[tongue.service]?.requestsPerMinute ?? tongue.requestsPerMinute;
  if (rate === undefined) return [];
  const burst = Math.max(1, Math.floor(rate / 15));
  // A window that hangs may do so between its decision and its request, with all of a burst.
  const atOnce = burst * (1 + world.freezes) + 1;
  return [15, 30].flatMap(seconds => {
    const most = Math.floor(atOnce + (0.9 * rate * seconds) / 60);
    const at = crowded(world.net.departures.get(service) ?? [], most, seconds * 1_000);
    return at < 0 ? [] : [`${tongue.service}: more than ${most} requests in ${seconds} s of ${rate} in a minute`];
  });
}

/** The lead of a key changes when its window ends, sleeps or hangs, or has nothing more to do; not by itself. */
function restlessLeads(world: World): string[] {
  const allowed = 5 + world.jobs().length + 4 * (world.kills + world.disturbances + world.opened);
  const wrong: string[] = [];
  for (const [path] of world.disk.contents()) {
    const epoch = Number(/\/(\d+)\.lease$/.exec(path)?.[1] ?? 0);
    if (epoch > allowed) wrong.push(`the lead changed ${epoch} times`);
  }
  return wrong;
}

/** Nothing that was made elsewhere passes for a job of ours. */
function strangers(world: World, jobs: readonly Job[]): string[] {
  const ours = new Set(world.services.flatMap(service => service.ours).map(paid => paid.id));
  return jobs.flatMap(job =>
    job.remoteId === undefined || ours.has(job.remoteId) ? [] : [`${job.id} follows ${job.remoteId}, made elsewhere`],
  );
}

function secrets(world: World): string[] {
  const written = Buffer.concat(world.disk.written);
  const said = [...world.log, ...world.net.sent].join('\n');
  return world.services.flatMap(({ tongue }) => {
    const bytes = Buffer.from(tongue.key);
    const forms = [tongue.key, encodeURIComponent(tongue.key), bytes.toString('base64'), bytes.toString('hex')];
    const found = [...new Set(forms)].filter(form => written.includes(form) || said.includes(form));
    return found.map(form => `the key of ${tongue.service} is out: ${form}`);
  });
}
