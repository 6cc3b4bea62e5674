// Decide: what a person says of jobs in doubt, one or many, and what they can do about a video that cannot be fetched.

import * as vscode from 'vscode';
import { RequestError, type Engine } from '../../core/engine';
import type { Job } from '../../core/job';
import type { Command } from './command';
import { jobIdOf, pickJobs, type JobQuestion } from './jobArgument';
import { decideMany, pickDoubts } from './resolve/manyDoubts';
import { decideOne } from './resolve/oneDoubt';
import { mendOne } from './resolve/stuckVideo';

/** Takes a row or an id, or several selected rows; without any, all jobs in doubt are offered. */
export const resolveJob: Command = async (app, ...args) => {
  const engine = await app.engine();
  await engine.ready;
  const named = args.flat().some(argument => jobIdOf(argument) !== undefined);
  const doubts = engine.jobs().filter(isInDoubt);
  if (!named && doubts.length > 1) {
    const chosen = await pickDoubts(engine, doubts);
    return chosen && decide(engine, chosen);
  }
  return decide(engine, await pickJobs(app, args, (job, { abilities }) => abilities(job).resolve, question()));
};

function question(): JobQuestion {
  return {
    placeholder: vscode.l10n.t('About which job do you want to decide?'),
    none: vscode.l10n.t('No job is in doubt, so there is nothing to decide.'),
  };
}

async function decide(engine: Engine, jobs: readonly Job[]): Promise<void> {
  const doubts = jobs.filter(isInDoubt);
  if (doubts.length > 1) return decideMany(engine, doubts);
  const job = doubts[0] ?? jobs[0];
  if (!job) return;
  if (isInDoubt(job)) return void (await decideOne(engine, job));
  if (!engine.abilities(job).resolve) {
    throw new RequestError('not-possible', vscode.l10n.t('This job is not in doubt, so there is nothing to decide.'));
  }
  await mendOne(engine, job);
}

function isInDoubt({ state }: Job): boolean {
  return state === 'inDoubt';
}
