// Save: copies finished videos into the workspace, under the names that the settings give; Save as…: a person says where.

import * as vscode from 'vscode';
import type { Job } from '../../core/job';
import type { App } from '../app';
import { workspaceFolder } from '../output/places';
import { nameOf } from '../output/problems';
import { existingCopy } from '../output/save';
import type { Command } from './command';
import { pickJob, pickJobs } from './jobArgument';
import { tell } from './remedies';

/**
 * Returns where the video was saved: one URI, or a list where several rows were selected. A caller that itself shows where
 * adds `quiet` to the job's id.
 */
export const saveVideo: Command = async (app, ...args) => {
  const jobs = await pickJobs(app, args, (job, engine) => engine.abilities(job).save, {
    placeholder: vscode.l10n.t('Save which video?'),
    none: vscode.l10n.t('No video is finished yet, so there is none to save.'),
  });
  const saved: vscode.Uri[] = [];
  for (const job of jobs) {
    const uri = await saveOne(app, job, args[1] === 'quiet');
    if (uri) saved.push(uri);
  }
  return jobs.length > 1 ? saved : saved[0];
};

/** Returns where the video was saved; undefined where the dialog was left. */
export const saveVideoAs: Command = async (app, argument) => {
  const job = await pickJob(app, argument, (one, engine) => engine.abilities(one).save, {
    placeholder: vscode.l10n.t('Save which video?'),
    none: vscode.l10n.t('No video is finished yet, so there is none to save.'),
  });
  return job && app.output.saveAs(job);
};

/** A second press makes no second copy; without a folder open a person says where. */
async function saveOne(app: App, job: Job, quiet: boolean): Promise<vscode.Uri | undefined> {
  const folder = workspaceFolder();
  const there = await existingCopy(job, folder);
  if (there) {
    sayWhere(vscode.l10n.t('Already saved as {0}.', nameOf(there)), there);
    return there;
  }
  const uri = folder ? await app.output.save(job) : await app.output.saveAs(job);
  if (uri && !quiet) sayWhere(vscode.l10n.t('Saved as {0}.', nameOf(uri)), uri);
  return uri;
}

function sayWhere(sentence: string, uri: vscode.Uri): void {
  const inWorkspace = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  const show = inWorkspace
    ? { title: vscode.l10n.t('Show in Explorer'), command: 'revealInExplorer', arguments: [uri] }
    : { title: vscode.l10n.t('Open'), command: 'vscode.open', arguments: [uri] };
  void tell('information', sentence, [show]);
}
