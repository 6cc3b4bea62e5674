// Copies a finished video out of the library, on the local disk or over any file system that VS Code knows.

import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { RequestError } from '../../core/engine';
import type { Job, Video } from '../../core/job';
import { copyUnderFreeName, folderInside, isSameFile, replaceWithCopy } from '../../core/output/copy';
import { fileName } from '../../core/output/names';
import { RemediedError, saveAs, useSettings } from '../commands/remedies';
import type { Place } from './places';
import { codeOf, nameOf, savingProblem } from './problems';

const maxNames = 1000;

/** The job's file in the library. @throws RequestError `not-possible` where there is none (yet, or any more) */
export async function libraryFile(job: Job): Promise<vscode.Uri> {
  if (!job.video) throw new RequestError('not-possible', notFinished(job));
  const uri = vscode.Uri.file(job.video.path);
  if (!(await exists(uri))) throw new RemediedError('not-possible', goneFromLibrary(), [useSettings(job.id)]);
  return uri;
}

/** Copies the video to a place in the workspace, under the first free name. @throws RequestError `not-possible` */
export async function copyToPlace(job: Job, place: Place): Promise<vscode.Uri> {
  const source = await libraryFile(job);
  const folder = vscode.Uri.joinPath(place.root.uri, ...place.folders);
  try {
    return place.root.uri.scheme === 'file'
      ? await copyOnDisk(source, place)
      : await copyOverFileSystem(source, folder, place.stem);
  } catch (error) {
    throw savingProblem(error, folder, job);
  }
}

/** Copies the video to `target`, where nothing may be yet. @throws RequestError `not-possible` */
export async function copyToTarget(job: Job, target: vscode.Uri): Promise<void> {
  const source = await libraryFile(job);
  const folder = vscode.Uri.joinPath(target, '..');
  try {
    if (await exists(target)) throw fileThere(job, target);
    if (target.scheme !== 'file') {
      await vscode.workspace.fs.copy(source, target, { overwrite: false });
      return;
    }
    await vscode.workspace.fs.createDirectory(folder);
    await copyUnderFreeName(source.fsPath, folder.fsPath, number => {
      if (number > 1) throw fileThere(job, target);
      return target.path.slice(target.path.lastIndexOf('/') + 1);
    });
  } catch (error) {
    throw codeOf(error) === 'FileExists' ? fileThere(job, target) : savingProblem(error, folder, job);
  }
}

/** Copies the video to where a person chose; a file there was agreed to in the dialog. @throws RequestError `not-possible` */
export async function copyToChosen(job: Job, target: vscode.Uri): Promise<void> {
  const source = await libraryFile(job);
  const folder = vscode.Uri.joinPath(target, '..');
  try {
    if (target.scheme !== 'file') {
      await vscode.workspace.fs.copy(source, target, { overwrite: true });
    } else if (!(await isSameFile(source.fsPath, target.fsPath))) {
      await replaceWithCopy(source.fsPath, dirname(target.fsPath), target.path.slice(target.path.lastIndexOf('/') + 1));
    }
  } catch (error) {
    throw savingProblem(error, folder, job);
  }
}

/** True where a file or folder is there, as far as its file system tells. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
  return (await statOf(uri)) !== undefined;
}

/** The copy that is still as long as the video; the one nearest to `beside` first. */
export async function existingCopy(job: Job, beside?: vscode.WorkspaceFolder): Promise<vscode.Uri | undefined> {
  const copies: vscode.Uri[] = [];
  for (const text of job.saved) {
    const uri = vscode.Uri.parse(text);
    if (vscode.workspace.getWorkspaceFolder(uri) && (await isWhole(uri, job.video))) copies.push(uri);
  }
  const inFolder = copies.find(
    uri => vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() === beside?.uri.toString(),
  );
  return inFolder ?? copies[0];
}

async function isWhole(uri: vscode.Uri, video: Video | undefined): Promise<boolean> {
  return (await statOf(uri))?.size === video?.bytes;
}

async function statOf(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
}

async function copyOnDisk(source: vscode.Uri, place: Place): Promise<vscode.Uri> {
  const folder = await folderInside(place.root.uri.fsPath, place.folders);
  const name = await copyUnderFreeName(source.fsPath, folder, number => fileName(place.stem, number));
  return vscode.Uri.joinPath(place.root.uri, ...place.folders, name);
}

/** `copy` refuses an existing target, so a name taken between two looks is only one more round. */
async function copyOverFileSystem(source: vscode.Uri, folder: vscode.Uri, stem: string): Promise<vscode.Uri> {
  await vscode.workspace.fs.createDirectory(folder);
  for (let number = 1; number <= maxNames; number++) {
    const target = vscode.Uri.joinPath(folder, fileName(stem, number));
    if (await exists(target)) continue;
    try {
      await vscode.workspace.fs.copy(source, target, { overwrite: false });
      return target;
    } catch (error) {
      if (codeOf(error) !== 'FileExists') throw error;
    }
  }
  throw vscode.FileSystemError.FileExists(folder);
}

function fileThere(job: Job, target: vscode.Uri): RequestError {
  return new RemediedError(
    'not-possible',
    vscode.l10n.t('{0} is there already and was left as it is. Choose another name.', nameOf(target)),
    [saveAs(job.id)],
  );
}

function notFinished(job: Job): string {
  return job.state === 'completed' || job.state === 'failed' || job.state === 'cancelled' || job.state === 'expired'
    ? vscode.l10n.t('This job ended without a video, so there is nothing to save. Retry it to get one.')
    : vscode.l10n.t('This video is not finished yet. Save it when its job is done.');
}

function goneFromLibrary(): string {
  return vscode.l10n.t(
    'The video is no longer in the library on this machine. Look for a saved copy in your workspace, or make it again with the same settings.',
  );
}
