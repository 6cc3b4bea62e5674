// Save: copies finished videos into the workspace, under the names that the settings give.

import * as vscode from 'vscode';
import type { Job } from '../../core/job';
import type { App } from '../app';
import { workspaceFolder } from '../output/places';
import { nameOf } from '../output/problems';
import { existingCopy } from '../output/save';
import type { Command } from './command';
import { pickJobs } from './jobArgument';

/** Returns where the video was saved: one URI, or a list where several rows were selected. */
export const saveVideo: Command = async (app, ...args) => {
  const placeholder = vscode.l10n.t('Save which video?');
  const jobs = await pickJobs(app, args, (job, engine) => engine.abilities(job).save, placeholder);
  const saved: vscode.Uri[] = [];
  for (const job of jobs) {
    const uri = await saveOne(app, job);
    if (uri) saved.push(uri);
  }
  return jobs.length > 1 ? saved : saved[0];
};

/** A second press makes no second copy; without a folder open a person says where. */
async function saveOne(app: App, job: Job): Promise<vscode.Uri | undefined> {
  const folder = workspaceFolder();
  const there = await existingCopy(job, folder);
  if (there) {
    void tell(vscode.l10n.t('Already saved as {0}.', nameOf(there)), there);
    return there;
  }
  const uri = folder ? await app.output.save(job) : await app.output.saveAs(job);
  if (uri) void tell(vscode.l10n.t('Saved as {0}.', nameOf(uri)), uri);
  return uri;
}

async function tell(sentence: string, uri: vscode.Uri): Promise<void> {
  const show = vscode.l10n.t('Show in Explorer');
  const canShow = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  const choice = await vscode.window.showInformationMessage(sentence, ...(canShow ? [show] : []));
  if (choice === show) await vscode.commands.executeCommand('revealInExplorer', uri);
}
