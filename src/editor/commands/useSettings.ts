// Use These Settings Again: fills the Create view with what a job was asked with. Sends nothing.

import * as vscode from 'vscode';
import type { Command } from './command';
import { pickJob } from './jobArgument';

export const useSettings: Command = async (app, argument) => {
  const job = await pickJob(app, argument, () => true, {
    placeholder: vscode.l10n.t('Use the settings of which job?'),
    none: vscode.l10n.t('There is no job yet whose settings could be used.'),
  });
  if (!job) return;
  const { service, prompt, options, picture } = job;
  await app.create.show({ service, prompt, options, pictures: picture ? [picture] : [] });
};
