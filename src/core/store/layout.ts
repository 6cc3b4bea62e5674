// Where everything lies under the extension's global storage. Shared by every window of this machine.

import { hash } from 'node:crypto';
import { join } from 'node:path';

export interface Layout {
  readonly root: string;
  /** One folder per job, with its records. */
  readonly jobs: string;
  /** One empty file per job that is not done: all that start-up looks at. */
  readonly open: string;
  /** One file per service's job id that belongs to a job of ours. */
  readonly claims: string;
  /** One append-only file per window: what happened, for the other windows. */
  readonly journal: string;
  /** One folder per service key: who leads. */
  readonly leases: string;
  /** Prepared first frames by hash. */
  readonly pictures: string;
  /** Finished videos and their sidecars. */
  readonly library: string;
  /** What was spent on jobs that were taken out of the list: one small file each. */
  readonly ledger: string;
  /** What the built-in sandbox renders. */
  readonly sandbox: string;
  /** What the internet may fetch or call from here. */
  readonly public: string;
}

export function layoutAt(root: string): Layout {
  return {
    root,
    jobs: join(root, 'jobs'),
    open: join(root, 'open'),
    claims: join(root, 'claims'),
    journal: join(root, 'journal'),
    leases: join(root, 'leases'),
    pictures: join(root, 'pictures'),
    library: join(root, 'library'),
    ledger: join(root, 'ledger'),
    sandbox: join(root, 'sandbox'),
    public: join(root, 'public'),
  };
}

/** A job's id as it is made by `newJobId`; anything else in a folder is not a job. */
export const jobIdPattern = /^[0-9a-z]{9}-[0-9a-f]{10}$/;

/** Sorts by time; the part after the dash is random. */
export function newJobId(now: number, randomHexDigits: string): string {
  return `${Math.max(0, Math.floor(now)).toString(36).padStart(9, '0')}-${randomHexDigits}`;
}

/** A short name for something of any length that may hold any characters. */
export function digest(text: string): string {
  return hash('sha256', text).slice(0, 32);
}

/** The name under which a service's job id is claimed. Ids are compared byte by byte. */
export function claimName(service: string, baseUrl: string, remoteId: string): string {
  return `${digest(`${service}\n${baseUrl}\n${remoteId}`)}.json`;
}
