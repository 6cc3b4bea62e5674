// Clear finished: takes everything that has ended out of the list.

import * as vscode from 'vscode';
import { isFinal } from '../../core/job';
import type { Command } from './command';
import { removeAfterQuestion } from './removeJob';

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
