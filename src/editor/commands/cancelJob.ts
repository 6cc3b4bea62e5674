// Cancel: says first what it means for the money, unless nothing was sent or nothing is paid.

import * as vscode from 'vscode';
import { RequestError, type Engine } from '../../core/engine';
import type { Job } from '../../core/job';
import { shortName } from '../../core/services/short-name';
import type { Command } from './command';
import { pickJobs } from './jobArgument';
import { decide, RemediedError, showJobs, stopFollowing, tell, type Remedy } from './remedies';

export const cancelJob: Command = async (app, ...args) => {
  const engine = await app.engine();
  const picked = await pickJobs(app, args, (job, { abilities }) => abilities(job).cancel, {
    placeholder: vscode.l10n.t('Which job is to be cancelled?'),
    none: vscode.l10n.t('No job waits or runs that could be cancelled.'),
  });
  const jobs = picked.length > 1 ? picked.filter(job => engine.abilities(job).cancel) : picked;
  const warning = moneyWarning(engine, jobs);
  if (warning !== undefined && !(await confirmed(jobs.length, warning))) return;
  for (const job of jobs) {
    await cancel(engine, job);
    sayIfItGoesOn(engine, job.id);
  }
};

/** Where a job cannot be cancelled, the failure offers what can be done instead. @throws RequestError */
async function cancel(engine: Engine, job: Job): Promise<void> {
  try {
    await engine.cancel(job.id);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const now = engine.job(job.id) ?? job;
    throw new RemediedError(error.code, error.message, insteadOfCancel(engine, now));
  }
}

function insteadOfCancel(engine: Engine, job: Job): readonly Remedy[] {
  const { stopFollowing: leave, resolve } = engine.abilities(job);
  if (resolve) return [decide(job.id)];
  return leave ? [stopFollowing(job.id)] : [showJobs()];
}

/** The service may refuse, seconds later: then the person hears it once, in the service's words. */
function sayIfItGoesOn(engine: Engine, id: string): void {
  const subscription = engine.onDidChangeJobs(({ changed, removed }) => {
    const job = changed.find(candidate => candidate.id === id);
    if (job === undefined && !removed.includes(id)) return;
    if (job?.cancelling === true) return;
    subscription.dispose();
    if (job?.uncancelled === undefined) return;
    const { message, advice } = job.uncancelled;
    void tell('warning', [message, advice].join(' ').trim(), insteadOfCancel(engine, job));
  });
}

async function confirmed(count: number, detail: string): Promise<boolean> {
  const question = count === 1 ? vscode.l10n.t('Cancel this job?') : vscode.l10n.t('Cancel {0} jobs?', count);
  const title = count === 1 ? vscode.l10n.t('Cancel Job') : vscode.l10n.t('Cancel Jobs');
  const items: vscode.MessageItem[] = [{ title }, { title: vscode.l10n.t('Keep It Running'), isCloseAffordance: true }];
  const choice = await vscode.window.showWarningMessage(question, { modal: true, detail }, ...items);
  return choice?.title === title;
}

/** One sentence per kind of service among the jobs that were sent and cost something; undefined where there is none. */
function moneyWarning(engine: Engine, jobs: readonly Job[]): string | undefined {
  const sentences = jobs.filter(atStake).map(job => cancelMeaning(engine, job));
  return sentences.length === 0 ? undefined : [...new Set(sentences)].join('\n\n');
}

function atStake(job: Job): boolean {
  return job.state !== 'queued' && job.estimate?.unit !== 'free';
}

/** What a cancel does to the money, by the service's documents. */
function cancelMeaning(engine: Engine, job: Job): string {
  const service = engine.services().find(({ id }) => id === job.service);
  const name = service ? shortName(service) : job.service;
  switch (service?.dialects.find(({ id }) => id === job.dialect)?.cancels) {
    case 'pending':
      return vscode.l10n.t(
        '{0} cancels a job only before it begins to run, and does not say whether a cancelled job is charged. If it has begun, it goes on and is charged as usual.',
        name,
      );
    case 'unrendered':
      return vscode.l10n.t(
        '{0} refunds a cancelled job unless rendering has started. If it has, the job goes on and is charged as usual.',
        name,
      );
    default:
      return vscode.l10n.t('{0} offers no way to cancel a job that was sent to it.', name);
  }
}
