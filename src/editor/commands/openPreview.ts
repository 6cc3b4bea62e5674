// Opens a job in a Preview tab: the player for a finished one, its state for any other.

import * as vscode from 'vscode';
import type { Command } from './command';
import { pickJobs } from './jobArgument';

export const openPreview: Command = async (app, ...args) => {
  const jobs = await pickJobs(app, args, () => true, vscode.l10n.t('Preview which video?'));
  for (const job of jobs) await app.previews.open(job.id);
};
