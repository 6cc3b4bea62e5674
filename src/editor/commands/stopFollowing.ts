// Stop following: the service's job goes on and is paid for; only the asking about it ends.

import * as vscode from 'vscode';
import type { Command } from './command';
import { pickJobs } from './jobArgument';

export const stopFollowing: Command = async (app, ...args) => {
  const engine = await app.engine();
  const picked = await pickJobs(app, args, (job, { abilities }) => abilities(job).stopFollowing, {
    placeholder: vscode.l10n.t('Which job is no longer to be followed?'),
    none: vscode.l10n.t('No paid job runs now, so there is none to stop following.'),
  });
  const jobs = picked.length > 1 ? picked.filter(job => engine.abilities(job).stopFollowing) : picked;
  if (jobs.length === 0 || !(await confirmed(jobs.length))) return;
  for (const job of jobs) await engine.stopFollowing(job.id);
};

async function confirmed(count: number): Promise<boolean> {
  const question =
    count === 1 ? vscode.l10n.t('Stop following this job?') : vscode.l10n.t('Stop following {0} jobs?', count);
  const detail = vscode.l10n.t(
    'This is not a cancel: the service goes on and charges as usual, and the video is not fetched.',
  );
  const yes = vscode.l10n.t('Stop Following');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}
