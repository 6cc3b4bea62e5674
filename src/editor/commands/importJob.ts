// Import Job by Id: takes over a job that was made elsewhere. Spends nothing.

import * as vscode from 'vscode';
import { RequestError, type Engine } from '../../core/engine';
import type { Job } from '../../core/job';
import type { Service } from '../../core/service';
import { shortName } from '../../core/services/short-name';
import { withoutLinks } from '../views/texts';
import type { Command } from './command';
import { pickKeyedService } from './keyedService';
import { openDashboard, preview, RemediedError, setKey, showJobs } from './remedies';

/** Takes the service and the id as arguments, else asks for them. Returns the job. */
export const importJob: Command = async (app, argument, remoteId) => {
  const engine = await app.engine();
  const placeholder = vscode.l10n.t('Which service has the job?');
  const service = await pickKeyedService(app, argument, () => true, placeholder);
  if (!service) return undefined;
  const id = typeof remoteId === 'string' ? remoteId : await askForId(service);
  if (id === undefined) return undefined;
  const title = vscode.l10n.t('Asking {0} for the job', shortName(service));
  const job = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    importUnlessInDoubt(engine, service, id.trim()),
  );
  if (job) await vscode.commands.executeCommand('reelwright.jobs.focus');
  return job;
};

function askForId(service: Service): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Import a job of {0}', shortName(service)),
    prompt: vscode.l10n.t(
      'Paste the id as the service showed it when the job was made. Nothing is sent or charged again.',
    ),
    ignoreFocusOut: true,
    validateInput: value => {
      if (value.trim() === '') return vscode.l10n.t('The id is empty.');
      return value.length > 200 || /\s/.test(value.trim())
        ? vscode.l10n.t('That is not an id: ids are short and have no spaces.')
        : undefined;
    },
  });
}

/** A job that is there already is looked at; else the id or the key is another. */
function withNextStep(engine: Engine, service: Service, id: string, { code, message }: RequestError): RemediedError {
  const there = engine.jobs().find(job => job.service === service.id && job.remoteId === id);
  if (there) return new RemediedError(code, message, [preview(there.id), showJobs()]);
  return new RemediedError(code, message, [setKey(service.id), openDashboard(service.id)]);
}

async function importUnlessInDoubt(engine: Engine, service: Service, id: string): Promise<Job | undefined> {
  try {
    return await engine.importJob(service.id, id);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    if (error.code === 'not-possible') throw withNextStep(engine, service, id, error);
    if (error.code !== 'in-doubt') throw error;
    const another = vscode.l10n.t('It Is Another Job: Import It');
    const show = vscode.l10n.t('Show Jobs');
    const choice = await vscode.window.showWarningMessage(withoutLinks(error.message), show, another);
    if (choice === show) await vscode.commands.executeCommand('reelwright.jobs.focus');
    return choice === another ? engine.importJob(service.id, id, true) : undefined;
  }
}
