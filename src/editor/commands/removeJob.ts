// Remove from the list: with the library's video, so what was not saved anywhere is asked about first.

import * as vscode from 'vscode';
import { RequestError, type Engine } from '../../core/engine';
import type { Job } from '../../core/job';
import { selectedJobs } from '../views/jobs/selection';
import type { Command } from './command';
import { pickJobs } from './jobArgument';

/** A key binding gets no row; then it is about what is selected in the tree. */
export const removeJob: Command = async (app, ...args) => {
  const engine = await app.engine();
  const byKey = args.every(arg => arg === undefined || arg === null) ? selectedJobs() : [];
  const jobs = await pickJobs(
    app,
    byKey.length > 0 ? [byKey[0], byKey] : args,
    (job, { abilities }) => abilities(job).remove,
    {
      placeholder: vscode.l10n.t('Which job is to be removed from the list?'),
      none: vscode.l10n.t('No job has ended yet, so there is none to remove.'),
    },
  );
  const removable = jobs.filter(job => engine.abilities(job).remove);
  if (jobs.length > 0 && removable.length === 0) {
    throw new RequestError(
      'not-possible',
      vscode.l10n.t('A job that has not ended cannot be removed. Cancel it, or stop following it, first.'),
    );
  }
  await removeAfterQuestion(engine, removable);
};

/** Removes jobs from the list; asks first where a video would be lost by it. */
export async function removeAfterQuestion(engine: Engine, jobs: readonly Job[]): Promise<void> {
  const unsaved = jobs.filter(isOnlyInLibrary);
  const going = unsaved.length === 0 ? jobs : await whichToRemove(jobs, unsaved);
  if (going.length > 0) await engine.remove(going.map(job => job.id));
}

function isOnlyInLibrary(job: Job): boolean {
  return job.video !== undefined && job.saved.length === 0;
}

async function whichToRemove(jobs: readonly Job[], unsaved: readonly Job[]): Promise<readonly Job[]> {
  const question = jobs.length === 1 ? vscode.l10n.t('Remove this job from the list?') : removeSeveral(jobs.length);
  const detail =
    unsaved.length === 1
      ? vscode.l10n.t('Its video was not saved anywhere yet. It is deleted for good.')
      : vscode.l10n.t('{0} videos were not saved anywhere yet. They are deleted for good.', unsaved.length);
  const all = jobs.length === 1 ? vscode.l10n.t('Remove and Delete the Video') : vscode.l10n.t('Remove All');
  const saved = vscode.l10n.t('Remove Only the Others');
  const choices = unsaved.length < jobs.length ? [all, saved] : [all];
  const choice = await vscode.window.showWarningMessage(question, { modal: true, detail }, ...choices);
  if (choice === all) return jobs;
  return choice === saved ? jobs.filter(job => !isOnlyInLibrary(job)) : [];
}

function removeSeveral(count: number): string {
  return vscode.l10n.t('Remove {0} jobs from the list?', count);
}
