// Reading all that a service lists, page by page, inside the key's pace.

import * as l10n from '@vscode/l10n';
import type { Dialect, RemoteJob, ServiceError } from '../service';
import { ListWalk, pageSize } from '../pipeline/list-walk';
import { byOurClock } from '../pipeline/reconcile';
import { hostOf, netSentence } from '../pipeline/failures';
import type { Turns } from '../lanes/turns';
import type { Wire, Work } from '../pipeline/work';
import { ask } from '../pipeline/work';

const mostJobs = 1000;
const triesPerPage = 3;

export interface Listing {
  readonly jobs: readonly RemoteJob[];
  /** The end of the list was reached. */
  readonly complete: boolean;
  /** Why it was not read to the end, or not at all; a sentence. */
  readonly problem?: string;
}

type Page = { readonly jobs: readonly RemoteJob[] } | { readonly problem: string } | { readonly retry: string };

/** Reads the list to its end, or its newest 1,000 jobs where its order tells them. Never throws for what the service answers. */
export async function readListing(work: Work, wire: Wire, dialect: Dialect, turns: Turns): Promise<Listing> {
  const walk = new ListWalk(mostJobs);
  for (let offset = walk.next; offset !== undefined; offset = walk.next) {
    const page = await readPage(work, wire, dialect, turns, offset);
    if ('problem' in page) return { jobs: walk.jobs, complete: false, problem: page.problem };
    walk.take(page.jobs);
  }
  const { jobs, complete, hasNewest } = walk;
  if (complete) return { jobs, complete };
  const problem = hasNewest
    ? l10n.t('Only the newest {0} jobs were read.', jobs.length)
    : l10n.t('Only {0} jobs were read: the list is longer. “Import Job by Id” takes over any other.', jobs.length);
  return { jobs, complete, problem };
}

async function readPage(
  work: Work,
  wire: Wire,
  dialect: Dialect,
  turns: Turns,
  offset: number,
): Promise<Exclude<Page, { retry: string }>> {
  for (let left = triesPerPage; ; left -= 1) {
    const tooLong = await turns.take();
    if (tooLong !== undefined) return { problem: waitSentence(wire, tooLong) };
    const page = await askPage(work, wire, dialect, turns, offset, left === 1);
    if (!('retry' in page)) return page;
    if (left <= 1) return { problem: page.retry };
  }
}

async function askPage(
  work: Work,
  wire: Wire,
  dialect: Dialect,
  turns: Turns,
  offset: number,
  last: boolean,
): Promise<Page> {
  const place = { limit: pageSize, offset };
  const request = dialect.list?.(place);
  if (request === undefined) return { problem: listsNothing(wire.service.name) };
  const sentAt = work.ports.clock.now();
  const exchange = await ask(work, wire, request);
  if (exchange.kind === 'failure') {
    const sentence = netSentence(hostOf(wire.baseUrl), exchange.failure, exchange.detail);
    if (exchange.failure !== 'closed' && exchange.failure !== 'timeout') return { problem: sentence };
    if (!last) await turns.hold(undefined, false);
    return { retry: sentence };
  }
  const reading = dialect.readList?.(exchange.answer, place);
  if (reading === undefined || reading.kind === 'missing') return { problem: listsNothing(wire.service.name) };
  if (reading.kind === 'jobs') return { jobs: byOurClock(work, exchange.answer, sentAt, reading.jobs) };
  const words = saidBy(wire, dialect, reading.error);
  if (reading.kind === 'keyRefused') return { problem: words };
  if (!last) await turns.hold(reading.retryAfterMs, reading.error.httpStatus === 429);
  return { retry: words };
}

/** The service's words, and what they mean. */
export function saidBy(wire: Wire, dialect: Dialect, error: ServiceError): string {
  return `${l10n.t('{0} answered: {1}', wire.service.name, error.message)} ${dialect.advise(error)}`;
}

export function waitSentence(wire: Wire, milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000);
  const { name } = wire.service;
  return minutes === 1
    ? l10n.t('{0} can be asked again in a minute.', name)
    : l10n.t('{0} can be asked again in {1} minutes.', name, minutes);
}

export function listsNothing(name: string): string {
  return l10n.t('{0} does not list its jobs. Use “Import Job by Id” with the id that the service showed.', name);
}
