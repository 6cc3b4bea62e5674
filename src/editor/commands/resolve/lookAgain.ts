// Looking for jobs in doubt in their services' lists, because a person asks.

import * as vscode from 'vscode';
import { RequestError, type Engine } from '../../../core/engine';
import type { Job } from '../../../core/job';

export interface LookedAgain {
  /** How many of the jobs are found, and followed from now on. */
  readonly found: number;
  /** Why a service could not be looked at; sentences. */
  readonly problem?: string;
}

/** One look for each service among the jobs. */
export async function lookAgain(engine: Engine, jobs: readonly Job[]): Promise<LookedAgain> {
  const ofService = new Map(jobs.map(job => [job.service, job]));
  const title = vscode.l10n.t('Looking at the service');
  const problems: string[] = [];
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, async () => {
    for (const { id } of ofService.values()) {
      try {
        await engine.lookUp(id);
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        problems.push(error.message);
      }
    }
  });
  const found = jobs.filter(({ id }) => engine.job(id)?.state !== 'inDoubt').length;
  return { found, ...(problems.length > 0 && { problem: problems.join(' ') }) };
}
