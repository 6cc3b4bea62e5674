// Retry: the same request as a new job, after its price was shown.

import * as vscode from 'vscode';
import type { Command } from './command';
import { pickJobs } from './jobArgument';
import { agreesToSpend } from './spending';

/** Returns the new jobs. */
export const retryJob: Command = async (app, ...args) => {
  const engine = await app.engine();
  const picked = await pickJobs(app, args, (job, { abilities }) => abilities(job).retry, {
    placeholder: vscode.l10n.t('Which job is to be made once more?'),
    none: vscode.l10n.t('No job has failed or was cancelled, so there is none to retry.'),
  });
  const jobs = picked.length > 1 ? picked.filter(job => engine.abilities(job).retry) : picked;
  if (jobs.length === 0) return undefined;
  const question =
    jobs.length === 1
      ? vscode.l10n.t('Make this video once more?')
      : vscode.l10n.t('Make these {0} videos once more?', jobs.length);
  if (!(await agreesToSpend(engine, jobs, question, vscode.l10n.t('Generate')))) return undefined;
  const made = [];
  for (const job of jobs) made.push(await engine.retry(job.id, args.length === 0 ? 'palette' : 'menu'));
  return made;
};
