// Where a video goes without being asked: the workspace folder and the names that the settings say.

import * as vscode from 'vscode';
import type { Job } from '../../core/job';
import { defaultFolder, outputFolder } from '../../core/output/folder';
import { defaultFileName, outputName } from '../../core/output/names';
import { openSettings, RemediedError, saveAs } from '../commands/remedies';

/** A folder below a workspace folder, and the name to begin with. */
export interface Place {
  readonly root: vscode.WorkspaceFolder;
  readonly folders: readonly string[];
  readonly stem: string;
}

/** The workspace folder of `beside`, else of the active editor, else the first one; undefined where no folder is open. */
export function workspaceFolder(beside?: vscode.Uri): vscode.WorkspaceFolder | undefined {
  const active = beside ?? vscode.window.activeTextEditor?.document.uri;
  const own = active && vscode.workspace.getWorkspaceFolder(active);
  return own ?? vscode.workspace.workspaceFolders?.[0];
}

/**
 * Where the settings of `root` put the job's video.
 * @throws RequestError `not-possible` where the folder setting leads out of the workspace folder
 */
export function placeFor(job: Job, root: vscode.WorkspaceFolder): Place {
  const folder = outputFolder(setting(root, 'output.folder', defaultFolder));
  if ('problem' in folder) {
    throw new RemediedError('not-possible', folderProblem(folder.problem), [
      openSettings('reelwright.output.folder'),
      saveAs(job.id),
    ]);
  }
  const name = nameFor(job, root);
  return { root, folders: [...folder.segments, ...name.folders], stem: name.stem };
}

/** The name for a job by the settings of `root`, or by those of the user where no folder is open. */
export function nameFor(job: Job, root: vscode.WorkspaceFolder | undefined): ReturnType<typeof outputName> {
  return outputName(setting(root, 'output.fileName', defaultFileName), { ...job, options: job.effective });
}

/** `never`, `ask` or `always`; anything else counts as `ask`. */
export function autoSaveSetting(root: vscode.WorkspaceFolder | undefined): 'never' | 'ask' | 'always' {
  const value = setting(root, 'output.autoSave', 'ask');
  return value === 'never' || value === 'always' ? value : 'ask';
}

/** A settings file may hold anything; what is not text is the default. */
function setting(root: vscode.WorkspaceFolder | undefined, name: string, fallback: string): string {
  const value = vscode.workspace.getConfiguration('reelwright', root?.uri ?? null).get<unknown>(name);
  return typeof value === 'string' ? value : fallback;
}

function folderProblem(problem: 'absolute' | 'outside' | 'name'): string {
  switch (problem) {
    case 'absolute':
      return vscode.l10n.t(
        'The setting reelwright.output.folder is a path of its own. Write a folder inside the workspace, such as “videos”, or save it elsewhere.',
      );
    case 'outside':
      return vscode.l10n.t(
        'The setting reelwright.output.folder leads out of the workspace. Write a folder inside it, such as “videos”, or save it elsewhere.',
      );
    case 'name':
      return vscode.l10n.t(
        'The setting reelwright.output.folder holds a name that not every system can store. Write a plain folder name, such as “videos”, or save it elsewhere.',
      );
  }
}
