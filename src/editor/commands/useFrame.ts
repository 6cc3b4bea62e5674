// Use This Frame: the frame that a job's preview shows becomes the first frame of a new request.

import * as vscode from 'vscode';
import { RequestError } from '../../core/engine';
import type { Command } from './command';
import { pickJob } from './jobArgument';

export const useFrame: Command = async (app, argument) => {
  const job = await pickJob(app, argument, one => one.video !== undefined, {
    placeholder: vscode.l10n.t('Use a frame of which video?'),
    none: vscode.l10n.t('No video is finished yet, so there is no frame to use.'),
  });
  if (!job) return;
  if (!job.video) {
    throw new RequestError('not-possible', vscode.l10n.t('This job has no video yet, so it has no frame to use.'));
  }
  await app.previews.useFrame(job.id);
};
