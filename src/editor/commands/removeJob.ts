// Remove from the list, one or all that have ended: with the library's video, so what was not saved anywhere is asked about first.

import * as vscode from 'vscode';
import type { Engine } from '../../core/engine';
import { isFinal, type Job } from '../../core/job';
import type { App } from '../app';
import { workspaceFolder } from '../output/places';
import { selectedJobs } from '../views/jobs/selection';
import type { Command } from './command';
import { pickJobs } from './jobArgument';
import { decide, RemediedError, showJobs, stopFollowing, type Remedy } from './remedies';

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
    throw new RemediedError(
      'not-possible',
      vscode.l10n.t('A job that has not ended cannot be removed. Cancel it, or stop following it, first.'),
      [stepToEnd(engine, jobs)],
    );
  }
  await removeAfterQuestion(app, removable);
};

export const clearFinished: Command = async app => {
  const engine = await app.engine();
  await engine.ready;
  const jobs = engine
    .jobs()
    .filter(job => isFinal(job.state) && job.needs === undefined && engine.abilities(job).remove);
  if (jobs.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No job has finished yet; there is nothing to clear.'));
    return;
  }
  await removeAfterQuestion(app, jobs);
};

function stepToEnd(engine: Engine, jobs: readonly Job[]): Remedy {
  const [job] = jobs;
  if (!job || jobs.length > 1) return showJobs();
  const { cancel, stopFollowing: leave, resolve } = engine.abilities(job);
  if (cancel) return { title: vscode.l10n.t('Cancel Job'), command: 'reelwright.cancelJob', arguments: [job.id] };
  if (resolve) return decide(job.id);
  return leave ? stopFollowing(job.id) : showJobs();
}

/** Removes jobs from the list; asks first where a video would be lost by it. */
export async function removeAfterQuestion(app: App, jobs: readonly Job[]): Promise<void> {
  const engine = await app.engine();
  const unsaved = jobs.filter(isOnlyInLibrary);
  const going = unsaved.length === 0 ? jobs : await whichToRemove(app, jobs, unsaved);
  if (going.length > 0) await engine.remove(going.map(job => job.id));
}

function isOnlyInLibrary(job: Job): boolean {
  return job.video !== undefined && job.saved.length === 0;
}

/** The first button, which Enter presses, deletes no video that is nowhere else. */
async function whichToRemove(app: App, jobs: readonly Job[], unsaved: readonly Job[]): Promise<readonly Job[]> {
  const question = jobs.length === 1 ? vscode.l10n.t('Remove this job from the list?') : removeSeveral(jobs.length);
  const detail =
    unsaved.length === 1
      ? vscode.l10n.t('Its video was not saved anywhere yet. It is deleted for good.')
      : vscode.l10n.t('{0} videos were not saved anywhere yet. They are deleted for good.', unsaved.length);
  const all = jobs.length === 1 ? vscode.l10n.t('Remove and Delete the Video') : vscode.l10n.t('Remove All');
  const others = vscode.l10n.t('Remove Only the Others');
  const save = vscode.l10n.t('Save and Remove');
  const choices = unsaved.length < jobs.length ? [others, all] : [save, all];
  const choice = await vscode.window.showWarningMessage(question, { modal: true, detail }, ...choices);
  if (choice === all) return jobs;
  if (choice === save) return savedFirst(app, unsaved);
  return choice === others ? jobs.filter(job => !isOnlyInLibrary(job)) : [];
}

/** Those that were saved; a save that fails or is left ends it there. */
async function savedFirst(app: App, unsaved: readonly Job[]): Promise<readonly Job[]> {
  const saved: Job[] = [];
  const ask = workspaceFolder() === undefined;
  for (const job of unsaved) {
    const uri = ask ? await app.output.saveAs(job) : await app.output.save(job);
    if (!uri) break;
    saved.push(job);
  }
  return saved;
}

function removeSeveral(count: number): string {
  return vscode.l10n.t('Remove {0} jobs from the list?', count);
}
