// Who this window is, and whether another one of this machine is gone.

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { hasCode } from '../file-error';

export interface Owner {
  /** Different for every start of every window. */
  readonly window: string;
  readonly pid: number;
  /** No white space in it: leases keep an owner as words. */
  readonly host: string;
}

export function presentOwner(): Owner {
  return { window: randomBytes(8).toString('hex'), pid: process.pid, host: hostname().replaceAll(/\s+/g, '-') };
}

/**
 * Whether the process named in a lease or claim (`window pid host`) has ended. Undefined where that cannot be told: another machine.
 * A number that was given to another process since counts as alive, so the taker waits a little longer.
 */
export function ownerIsGone(name: string): boolean | undefined {
  const [, pid, host] = name.split(' ');
  const number = Number(pid);
  if (host !== hostname().replaceAll(/\s+/g, '-') || !Number.isInteger(number) || number <= 0) return undefined;
  if (number === process.pid) return undefined;
  try {
    process.kill(number, 0);
    return false;
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
}
