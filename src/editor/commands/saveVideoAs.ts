// Save as…: a person says where the finished video goes.

import * as vscode from 'vscode';
import type { Command } from './command';
import { pickJob } from './jobArgument';

/** Returns where the video was saved; undefined where the dialog was left. */
export const saveVideoAs: Command = async (app, argument) => {
  const job = await pickJob(app, argument, (one, engine) => engine.abilities(one).save, {
    placeholder: vscode.l10n.t('Save which video?'),
    none: vscode.l10n.t('No video is finished yet, so there is none to save.'),
  });
  return job && app.output.saveAs(job);
};
