// Import a job by its id: asked about once, refused where it is in the list, taken over otherwise.

import { RequestError } from '../engine';
import * as l10n from '@vscode/l10n';
import type { HttpAnswer } from '../ports';
import type { Dialect, RemoteJob } from '../service';
import { parseJson, saneId } from '../services/answers';
import { adoptForeign } from './adoption';
import { followersOf, isGivenUp, mayComeBack } from './given-up';
import { mightBe } from '../pipeline/doubts';
import { hostOf, netSentence } from '../pipeline/failures';
import { saidBy, waitSentence } from './listing';
import { unresolved } from '../pipeline/reconcile';
import { readOwn } from '../pipeline/track';
import type { SyncLanes } from './sync';
import type { Wire, Work } from '../pipeline/work';
import { ask } from '../pipeline/work';

/**
 * Takes the service's job `remoteId` into our list, also where the user removed it before, and where it was given up here and is
 * there after all. Resolves to our id of it.
 * `evenInDoubt`: the user said that it is none of their jobs in doubt.
 * @throws RequestError `invalid-request`; `not-possible`; `in-doubt` where it may be a job in doubt
 */
export async function importJob(
  work: Work,
  lanes: Pick<SyncLanes, 'turnsFor'>,
  wire: Wire,
  remoteId: string,
  evenInDoubt = false,
): Promise<string> {
  const id = saneId(remoteId.trim());
  if (id === undefined || /\s/.test(id)) {
    throw new RequestError('invalid-request', l10n.t('That is not an id: ids are short and have no spaces.'));
  }
  await work.store.rescan();
  const followers = followersOf(work, wire, id);
  const known = followers.find(job => !isGivenUp(job));
  if (known !== undefined) throw notPossible(alreadyThere(known.records.spec.body.prompt, id));
  const dialect = wire.service.dialectFor(wire.key?.key);
  const remote = await askOnce(work, lanes, wire, dialect, id);
  const last = followers.at(-1);
  if (last !== undefined) {
    if (!(await mayComeBack(work, dialect, last.id, remote))) throw notPossible(stillGivenUp(wire.service.name, id));
  } else if (!evenInDoubt) {
    refuseDoubtful(work, wire, remote);
  }
  const adoption = await adoptForeign(work, wire, dialect, remote, { by: 'user', again: true, givenUp: followers });
  if (adoption.kind === 'adopted') return adoption.id;
  throw notPossible(l10n.t('The id {0} belongs to another job in the list already.', id));
}

function refuseDoubtful(work: Work, wire: Wire, remote: RemoteJob): void {
  const doubtful = unresolved(work, wire).find(job => mightBe(job, remote));
  if (doubtful !== undefined) throw new RequestError('in-doubt', mayBeDoubtful(doubtful.records.spec.body.prompt));
}

async function askOnce(
  work: Work,
  lanes: Pick<SyncLanes, 'turnsFor'>,
  wire: Wire,
  dialect: Dialect,
  id: string,
): Promise<RemoteJob> {
  const tooLong = await lanes.turnsFor(wire).take();
  if (tooLong !== undefined) throw notPossible(waitSentence(wire, tooLong));
  const exchange = await ask(work, wire, dialect.status(id));
  if (exchange.kind === 'failure') {
    throw notPossible(netSentence(hostOf(wire.baseUrl), exchange.failure, exchange.detail));
  }
  const status = readOwn(dialect, exchange.answer, id);
  switch (status.kind) {
    case 'missing':
      throw notPossible(
        l10n.t(
          '{0} does not know the job {1} under the key that is set. Check the id, and that the key it was made with is set.',
          wire.service.name,
          id,
        ),
      );
    case 'keyRefused':
    case 'later':
      throw notPossible(saidBy(wire, dialect, status.error));
    case 'cancelled':
      throw notPossible(l10n.t('{0} says that the job {1} was cancelled; it has no video.', wire.service.name, id));
    case 'progress':
    case 'completed':
    case 'failed':
      return { ...factsIn(dialect, exchange.answer, id), remoteId: id, status };
  }
}

/** A status shows a job with the fields of a list's item, so the list's reader finds its prompt and times there, too. */
function factsIn(dialect: Dialect, answer: HttpAnswer, id: string): Partial<RemoteJob> {
  if (dialect.readRequest !== undefined) return dialect.readRequest(answer);
  const body = parseJson(answer.text);
  const inner = typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;
  for (const item of [body, inner]) {
    const text = JSON.stringify([item ?? null]);
    const reading = dialect.readList?.({ status: 200, headers: {}, text }, { limit: 1, offset: 0 });
    const found = reading?.kind === 'jobs' ? reading.jobs.find(({ remoteId }) => remoteId === id) : undefined;
    if (found !== undefined) return found;
  }
  return {};
}

function alreadyThere(prompt: string, id: string): string {
  return prompt === ''
    ? l10n.t('The job {0} is in the list already.', id)
    : l10n.t('The job {0} is in the list already: “{1}”.', id, shortened(prompt));
}

function stillGivenUp(name: string, id: string): string {
  return l10n.t(
    'The job {0} is in the list already, and {1} says nothing of it now that brings a video. Its dashboard may show more.',
    id,
    name,
  );
}

function mayBeDoubtful(prompt: string): string {
  return l10n.t(
    'This may be the very job “{0}” whose outcome is in doubt. Decide about that first: there you can adopt it by its id.',
    shortened(prompt),
  );
}

function shortened(prompt: string): string {
  const line = prompt.replaceAll(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function notPossible(message: string): RequestError {
  return new RequestError('not-possible', message);
}
