// Why a video could not be saved, in one sentence with the next step.

import * as vscode from 'vscode';
import { RequestError } from '../../core/engine';
import type { Job } from '../../core/job';
import { OutsideError } from '../../core/output/copy';
import { openSettings, RemediedError, saveAs } from '../commands/remedies';

/** The failure of saving the job's video into `folder` as a person reads it. What is already a sentence stays as it is. */
export function savingProblem(error: unknown, folder: vscode.Uri, job: Job): RequestError {
  if (error instanceof RequestError) return error;
  const setting = settingFor(error);
  return new RemediedError('not-possible', sentence(error, nameOf(folder)), [
    saveAs(job.id),
    ...(setting === undefined ? [] : [openSettings(setting)]),
  ]);
}

/** The setting that the sentence names. */
function settingFor(error: unknown): string | undefined {
  if (error instanceof OutsideError) return 'reelwright.output.folder';
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'NoPermissions':
    case 'ENOTDIR':
    case 'FileNotADirectory':
      return 'reelwright.output.folder';
    case 'ENAMETOOLONG':
    case 'EEXIST':
    case 'FileExists':
      return 'reelwright.output.fileName';
    default:
      return undefined;
  }
}

function sentence(error: unknown, folder: string): string {
  if (error instanceof OutsideError) {
    return vscode.l10n.t(
      'The folder {0} is a link that leads out of the workspace, so nothing was saved. Change reelwright.output.folder, or save it elsewhere.',
      folder,
    );
  }
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return vscode.l10n.t(
        'There is no room left for the video in {0}. Free some space there and save it again.',
        folder,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'NoPermissions':
      return vscode.l10n.t(
        'The folder {0} cannot be written to. Use Save as… to choose another one, or change reelwright.output.folder.',
        folder,
      );
    case 'ENOTDIR':
    case 'FileNotADirectory':
      return vscode.l10n.t(
        '{0} is a file, so no video can be saved into it. Change reelwright.output.folder, or save it elsewhere.',
        folder,
      );
    case 'ENAMETOOLONG':
      return vscode.l10n.t(
        'The path of the video in {0} is too long for this system. Shorten reelwright.output.fileName, or save it elsewhere.',
        folder,
      );
    case 'EEXIST':
    case 'FileExists':
      return vscode.l10n.t(
        'Every name tried in {0} is taken. Change reelwright.output.fileName, or save it elsewhere.',
        folder,
      );
    default:
      return vscode.l10n.t(
        'The video could not be saved into {0}: {1}. Use Save as… to choose another place.',
        folder,
        reason(error),
      );
  }
}

/** Node's code, or that of VS Code's file systems. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** As people know it: from the workspace folder on where it is in one, else as a path. */
export function nameOf(uri: vscode.Uri): string {
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  const root = vscode.workspace.getWorkspaceFolder(uri);
  if (root && root.uri.toString() === uri.toString()) return root.name;
  return vscode.workspace.asRelativePath(uri, several);
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s+/g, ' ').replace(/\.$/, '').slice(0, 200);
}
