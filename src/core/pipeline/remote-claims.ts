// Which job of ours a service's job id belongs to, for jobs that were made elsewhere; and the marks of those that were removed.

import { join } from 'node:path';
import { hasCode } from '../file-error';
import { claimName, jobIdPattern } from '../store/layout';
import { remoteIdOf } from '../store/attempts';
import type { StoredJob } from '../store/stored-job';
import { writeOnce } from '../store/whole';
import { attemptWire } from './attempt';
import type { Wire, Work } from './work';

const bytesOf = (value: object) => new TextEncoder().encode(`${JSON.stringify(value)}\n`);
/** A void claim is followed by one more; more than a few of them is nothing that happens. */
const mostClaims = 5;

/**
 * The job of ours under which a service's job is to be adopted: `newId` where nobody claimed it before, else the job that
 * the claim names. A window that died between its claim and the records left such a claim: whoever comes next goes on
 * under the same id. A claim is void where its job turned out to be another one at the service, and for whoever follows it
 * again after the jobs that are `passed` were given up. Undefined: no more claims.
 */
export async function claimForAdoption(
  work: Work,
  wire: Wire,
  remoteId: string,
  newId: string,
  passed: ReadonlySet<string> = new Set(),
): Promise<string | undefined> {
  for (let number = 1; number <= mostClaims; number += 1) {
    const path = claimPath(work, wire.service.id, wire.baseUrl, remoteId, number);
    const outcome = await writeOnce(work.ports.files, work.ports.random, path, bytesOf({ job: newId }));
    if (outcome === 'written') return newId;
    const id = await jobInClaim(work, path);
    if (id === undefined || passed.has(id)) continue;
    await work.store.refresh(id);
    const records = work.store.get(id)?.records;
    const other = records === undefined ? undefined : remoteIdOf(records);
    if (other === undefined || other === remoteId) return id;
  }
  return undefined;
}

function claimPath(work: Work, service: string, baseUrl: string, remoteId: string, number = 1): string {
  const name = claimName(service, baseUrl, remoteId);
  return join(work.store.layout.claims, number === 1 ? name : name.replace(/\.json$/, `.${number}.json`));
}

/** Where the file system has no links, a claim that is just being written is torn for a moment. */
async function jobInClaim(work: Work, path: string): Promise<string | undefined> {
  for (let look = 1; ; look += 1) {
    const text = new TextDecoder().decode(await work.ports.files.read(path));
    const id = jobNamedIn(text);
    if (id !== undefined) return id;
    if (look === 5) return undefined;
    await new Promise<void>(resolve => work.ports.clock.after(200, resolve));
  }
}

/** Only in a whole claim; what another version says beside it is passed over. */
function jobNamedIn(text: string): string | undefined {
  try {
    const claim: unknown = JSON.parse(text);
    const id = typeof claim === 'object' && claim !== null && 'job' in claim ? claim.job : undefined;
    return typeof id === 'string' && jobIdPattern.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

const markPath = (work: Work, service: string, baseUrl: string, remoteId: string) =>
  `${claimPath(work, service, baseUrl, remoteId)}.removed`;

/**
 * Notes that the user removes a job, before it is removed: its claim stays, and without this mark would look like one
 * whose window died before it could write the job's records. The mark counts only while the job is not there.
 */
export async function markRemoved(work: Work, { records }: StoredJob): Promise<void> {
  const service = records.spec.body.service;
  for (const attempt of records.attempts) {
    const baseUrl = attemptWire(attempt)?.baseUrl;
    const ids = [attempt.accepted?.body.remoteId, attempt.corrected?.body.remoteId];
    for (const remoteId of new Set(ids)) {
      if (remoteId === undefined || baseUrl === undefined) continue;
      await writeOnce(work.ports.files, work.ports.random, markPath(work, service, baseUrl, remoteId), bytesOf({}));
    }
  }
}

/** Whether the user removed this job of the service. Ask after the job was looked for and not found. */
export async function wasRemoved(work: Work, wire: Wire, remoteId: string): Promise<boolean> {
  try {
    return (await work.ports.files.size(markPath(work, wire.service.id, wire.baseUrl, remoteId))) !== undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
