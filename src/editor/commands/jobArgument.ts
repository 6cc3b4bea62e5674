// Which job a command is about: the row it was called on, the id it was given, or the one that a person picks.

import * as vscode from 'vscode';
import { RequestError, type Engine } from '../../core/engine';
import type { Job } from '../../core/job';
import type { App } from '../app';
import { optionsText, stateText } from '../views/jobs/rowTexts';
import { momentText, shortened, withoutIcons } from '../views/texts';
import { RemediedError, showJobs, writePrompt } from './remedies';

/** What a person who named no job is asked. */
export interface JobQuestion {
  readonly placeholder: string;
  /** Said where no job suits: why there is none, and the next step. */
  readonly none: string;
}

/** Which jobs the pick offers. A job that was named is not held against it: its command says why it cannot. */
export type JobPredicate = (job: Job, engine: Engine) => boolean;

/**
 * The job that `argument` names: an id, a tree row `{ kind: 'job', id }` or an object with a `jobId`.
 * Without an argument a person picks one of those that `suits`; undefined when they changed their mind.
 * @throws RequestError `unknown-job`; `not-possible` where nothing was named and no job suits
 */
export async function pickJob(
  app: App,
  argument: unknown,
  suits: JobPredicate,
  question: JobQuestion,
): Promise<Job | undefined> {
  const engine = await app.engine();
  await engine.ready;
  const id = jobIdOf(argument);
  return id === undefined ? askForJob(engine, suits, question) : known(engine, id);
}

/**
 * As `pickJob`, for commands that take several selected rows: a tree hands over the row that was clicked and then all
 * selected rows. Rows that are not jobs are left out; an empty list means that the person changed their mind.
 * @throws RequestError as `pickJob`
 */
export async function pickJobs(
  app: App,
  args: readonly unknown[],
  suits: JobPredicate,
  question: JobQuestion,
): Promise<readonly Job[]> {
  const [first, selected] = args;
  const ids = Array.isArray(selected) ? selected.map(jobIdOf).filter(id => id !== undefined) : [];
  if (ids.length > 1) {
    const engine = await app.engine();
    await engine.ready;
    return [...new Set(ids)].map(id => known(engine, id));
  }
  const job = await pickJob(app, jobIdOf(first) === undefined ? ids[0] : first, suits, question);
  return job ? [job] : [];
}

/** The id in a command's argument; undefined where it names no job. */
export function jobIdOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument === '' ? undefined : argument;
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { jobId, id, kind } = argument as { jobId?: unknown; id?: unknown; kind?: unknown };
  if (typeof jobId === 'string') return jobId;
  return typeof id === 'string' && (kind === undefined || kind === 'job') ? id : undefined;
}

function known(engine: Engine, id: string): Job {
  const job = engine.job(id);
  if (job) return job;
  throw new RequestError(
    'unknown-job',
    vscode.l10n.t('There is no job {0}. It may have been removed from the Jobs view.', id.slice(0, 80)),
  );
}

async function askForJob(engine: Engine, suits: JobPredicate, question: JobQuestion): Promise<Job | undefined> {
  const items = engine
    .jobs()
    .filter(job => suits(job, engine))
    .map(job => ({
      label: withoutIcons(shortened(job.prompt, 60)),
      description: describe(job),
      detail: when(job),
      job,
    }));
  if (items.length === 0) throw new RemediedError('not-possible', question.none, [showJobs(), writePrompt()]);
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: question.placeholder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.job;
}

function describe(job: Job): string {
  const take = job.takes > 1 ? vscode.l10n.t('take {0} of {1}', job.take, job.takes) : undefined;
  return withoutIcons([optionsText(job.effective), take, job.service].filter(Boolean).join(' · '));
}

function when(job: Job): string {
  return `${stateText(job)} · ${momentText(job.createdAt, Date.now())}`;
}
