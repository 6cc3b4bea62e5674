// The way of a finished video into the workspace: saved by the settings, saved as, inserted.

import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Engine } from '../../core/engine';
import type { Job } from '../../core/job';
import { fileName } from '../../core/output/names';
import type { Output } from '../app';
import { openFolder, RemediedError, saveAs as saveElsewhere } from '../commands/remedies';
import { insertInto } from './insert';
import { nameFor, placeFor, workspaceFolder } from './places';
import { copyToChosen, copyToPlace, copyToTarget, existingCopy, libraryFile } from './save';

export interface OutputNeeds {
  engine(): Promise<Engine>;
}

/** The editor's `Output`. Every copy is noted on its job. */
export function createOutput(app: OutputNeeds): Output {
  return {
    save: (job, target) => (target ? saveTo(app, job, target) : saveBySettings(app, job, workspaceFolder())),
    saveAs: job => saveAs(app, job),
    insert: async (job, editor) => {
      const video = await copyFor(app, job, editor.document.uri);
      if (video) await insertInto(editor, job, video);
    },
  };
}

/**
 * A copy of the video that a document can point at: the one in its workspace folder, or a new one there; without a
 * folder open a person says where, and undefined means that they changed their mind. @throws RequestError `not-possible`
 */
export async function copyFor(app: OutputNeeds, job: Job, document: vscode.Uri): Promise<vscode.Uri | undefined> {
  await libraryFile(job);
  const root = workspaceFolder(document);
  if (!root) return saveAs(app, job);
  return (await existingCopy(job, root)) ?? saveBySettings(app, job, root);
}

async function saveBySettings(
  app: OutputNeeds,
  job: Job,
  root: vscode.WorkspaceFolder | undefined,
): Promise<vscode.Uri> {
  if (!root) throw new RemediedError('not-possible', noFolder(), [saveElsewhere(job.id), openFolder()]);
  return note(app, job, await copyToPlace(job, placeFor(job, root)));
}

async function saveTo(app: OutputNeeds, job: Job, target: vscode.Uri): Promise<vscode.Uri> {
  await copyToTarget(job, target);
  return note(app, job, target);
}

async function saveAs(app: OutputNeeds, job: Job): Promise<vscode.Uri | undefined> {
  await libraryFile(job);
  const target = await askWhere(job);
  if (!target) return undefined;
  await copyToChosen(job, target);
  return note(app, job, target);
}

async function note(app: OutputNeeds, job: Job, uri: vscode.Uri): Promise<vscode.Uri> {
  const engine = await app.engine();
  await engine.noteSaved(job.id, uri.toString());
  return uri;
}

async function askWhere(job: Job): Promise<vscode.Uri | undefined> {
  const root = workspaceFolder();
  const name = fileName(nameFor(job, root).stem);
  const chosen = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save the video as'),
    filters: { [vscode.l10n.t('MP4 video')]: ['mp4'] },
    defaultUri: vscode.Uri.joinPath(root?.uri ?? vscode.Uri.file(homedir()), name),
  });
  if (!chosen) return undefined;
  return /\.[A-Za-z0-9]{1,8}$/.test(chosen.path) ? chosen : chosen.with({ path: `${chosen.path}.mp4` });
}

function noFolder(): string {
  return vscode.l10n.t('No folder is open to save into. Open one, or use Save as… to choose a place.');
}
