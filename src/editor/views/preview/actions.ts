// What the buttons of a Preview tab do. Most of them are commands, so that they fail and answer in one way.

import * as vscode from 'vscode';
import { RequestError, type Engine } from '../../../core/engine';
import type { Job } from '../../../core/job';
import { slugOf } from '../../../core/output/names';
import { maxFrameBytes, type Action } from '../../../protocol/preview';
import { asBytes } from '../../../protocol/shared';
import type { App } from '../../app';
import { jobIdOf } from '../../commands/jobArgument';
import { libraryFile } from '../../output/save';

/** Does it; returns the id of the job that the tab shows from now on, where that is another one. */
export async function perform(job: Job, action: Action): Promise<string | undefined> {
  switch (action) {
    case 'save':
      // The tab's own line says where.
      return run('saveVideo', job.id, 'quiet');
    case 'saveAs':
      return run('saveVideoAs', job.id);
    case 'insert':
      return run('insertVideo', job.id);
    case 'useSettings':
      return run('useSettings', job.id);
    case 'cancel':
      return run('cancelJob', job.id);
    case 'resolve':
      return run('resolveJob', job.id);
    case 'setKey':
      return run('setApiKey', job.service);
    case 'billing':
      return run('openBilling', job.service);
    case 'rewrite':
      return run('rewriteLiterally', job.id);
    case 'openSystem':
      return openSystem(job);
    case 'retry':
      return retry(job);
  }
}

/** Makes a frame that the view read the first frame of a new request. @throws RequestError `picture-unreadable`, `not-possible` */
export async function useFrameBytes(
  app: App,
  engine: Engine,
  job: Job,
  frame: { readonly bytes: Uint8Array | ArrayBuffer; readonly seconds: number },
): Promise<void> {
  const bytes = asBytes(frame.bytes);
  if (bytes.byteLength > maxFrameBytes) {
    throw new RequestError(
      'not-possible',
      vscode.l10n.t('This frame is too large to be used. Save the video and take a smaller picture from it.'),
    );
  }
  const picture = await engine.stagePicture(bytes, `${slugOf(job.prompt)}-${frame.seconds.toFixed(2)}s.png`);
  const { seed: _, ...options } = job.options;
  await app.create.show({ service: job.service, prompt: job.prompt, options, pictures: [picture] });
}

/** A message from a view spends nothing by itself: the command shows the price in the editor's own dialog first. */
async function retry(job: Job): Promise<string | undefined> {
  const made: unknown = await vscode.commands.executeCommand('reelwright.retryJob', job.id);
  return Array.isArray(made) ? jobIdOf(made[0]) : undefined;
}

async function run(command: string, ...args: readonly string[]): Promise<undefined> {
  await vscode.commands.executeCommand(`reelwright.${command}`, ...args);
  return undefined;
}

async function openSystem(job: Job): Promise<undefined> {
  const opened = await vscode.env.openExternal(await libraryFile(job));
  if (!opened) {
    throw new RequestError(
      'not-possible',
      vscode.l10n.t('The system opened no player. Save the video and open it from there.'),
    );
  }
  return undefined;
}
