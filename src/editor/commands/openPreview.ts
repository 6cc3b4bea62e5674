// Opens a job in a Preview tab: the player for a finished one, its state for any other.

import * as vscode from 'vscode';
import type { Command } from './command';
import { pickJobs } from './jobArgument';

/** A click in the Jobs view adds `click` to the job's id: it uses one tab again and again, as VS Code does for files. */
export const openPreview: Command = async (app, ...args) => {
  const [id, how] = args;
  if (typeof id === 'string' && how === 'click') return app.previews.open(id, 'click');
  const jobs = await pickJobs(app, args, () => true, {
    placeholder: vscode.l10n.t('Preview which video?'),
    none: vscode.l10n.t('There is no job yet to preview.'),
  });
  for (const job of jobs) await app.previews.open(job.id);
  return undefined;
};
