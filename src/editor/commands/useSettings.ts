// Use These Settings Again: fills the Create view with what a job was asked with. Sends nothing.

import * as vscode from 'vscode';
import type { Job } from '../../core/job';
import type { Draft } from '../app';
import type { Command } from './command';
import { pickJob } from './jobArgument';

export const useSettings: Command = async (app, argument) => {
  const job = await pickJob(app, argument, () => true, {
    placeholder: vscode.l10n.t('Use the settings of which job?'),
    none: vscode.l10n.t('There is no job yet whose settings could be used.'),
  });
  if (!job) return;
  await app.create.show(draftOf(job));
};

/** What a job was asked with. With its first frame, and the way that it went, also where that is an address alone. */
export function draftOf({ service, prompt, options, picture, pictureRoute }: Job): Draft {
  const pictures = picture ? [picture] : [];
  return { service, prompt, options, pictures, ...(pictureRoute && { pictureRoute }) };
}
