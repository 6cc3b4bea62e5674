// Shows the warnings of links that grow old, and does what is pressed in them.

import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Engine } from '../core/engine';
import type { Job } from '../core/job';
import { nodeClock } from '../core/node/clock';
import type { App } from './app';
import { Claims } from './claims';
import { showFailure } from './commands/command';
import { linkNotice, type LinkAction } from './linkTexts';
import { LinkWarnings } from './linkWarnings';
import { withoutLinks } from './views/texts';
import { notificationSetting, windowMaySpeak } from './windowSpeaks';

/** Follows an engine that runs. */
export function registerLinkNotices(app: App, engine: Engine): vscode.Disposable {
  return new LinkWarnings({
    engine,
    clock: nodeClock,
    claims: new Claims(join(app.context.globalStorageUri.fsPath, 'warned')),
    ready: windowMaySpeak,
    warn: jobs => void warn(engine, jobs).catch((error: unknown) => showFailure(app, 'link warning', error)),
  });
}

async function warn(engine: Engine, jobs: readonly Job[]): Promise<void> {
  const notice = linkNotice(jobs, Date.now());
  if (!notice || notificationSetting() === 'none') return;
  const items = notice.actions.map(name => ({ title: titleOf(name), name }));
  const pressed = await vscode.window.showWarningMessage(withoutLinks(notice.message), ...items);
  if (pressed) await act(engine, pressed.name, jobs);
}

async function act(engine: Engine, name: LinkAction, jobs: readonly Job[]): Promise<void> {
  const [first] = jobs;
  if (!first) return;
  switch (name) {
    case 'tryNow':
      for (const { id } of jobs) if (engine.job(id)) engine.tryNow(id);
      return;
    case 'openLink':
      return openVideoLink(engine, first.id);
    case 'setKey':
      await vscode.commands.executeCommand('reelwright.setApiKey', first.service);
      return;
    case 'showJobs':
      await vscode.commands.executeCommand('reelwright.jobs.focus');
  }
}

function titleOf(name: LinkAction): string {
  const titles: Record<LinkAction, string> = {
    tryNow: vscode.l10n.t('Try Now'),
    openLink: vscode.l10n.t('Open Link'),
    setKey: vscode.l10n.t('Set API Key…'),
    showJobs: vscode.l10n.t('Show Jobs'),
  };
  return titles[name];
}

/** Opens the video at the service in the browser, where it can be saved by hand. */
export async function openVideoLink(engine: Engine, id: string): Promise<void> {
  const link = engine.videoLink(id);
  if (link === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no link to open: the video was fetched meanwhile, or its link cannot be followed.'),
    );
    return;
  }
  // As text: written as a `Uri`, a signed link would be encoded anew and its signature would no longer fit.
  await vscode.env.openExternal(link as unknown as vscode.Uri);
}
