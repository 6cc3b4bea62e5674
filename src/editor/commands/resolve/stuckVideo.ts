// A video that is made but cannot be fetched, or a job of another key: what can be done about it.

import * as vscode from 'vscode';
import type { Engine } from '../../../core/engine';
import type { Job } from '../../../core/job';
import { openVideoLink } from '../../linkNotices';
import { reasonOf } from '../../linkTexts';
import { waitingText } from '../../views/jobs/rowTexts';
import { shortened, withoutIcons } from '../../views/texts';

interface Item extends vscode.QuickPickItem {
  do(): PromiseLike<unknown> | void;
}

/** Asks what is to be done with a job that needs somebody and is not in doubt. */
export async function mendOne(engine: Engine, job: Job): Promise<void> {
  const picked = await vscode.window.showQuickPick([...itemsFor(engine, job), stopItem(job)], {
    title: titleFor(job),
    placeHolder: reasonOf(job) || (waitingText(job, Date.now()) ?? ''),
    ignoreFocusOut: true,
  });
  await picked?.do();
}

function titleFor(job: Job): string {
  const name = withoutIcons(shortened(job.prompt, 50));
  return job.needs === 'account'
    ? vscode.l10n.t('“{0}” was made with another API key', name)
    : vscode.l10n.t('“{0}” could not be fetched yet', name);
}

function itemsFor(engine: Engine, job: Job): Item[] {
  if (job.needs === 'account') {
    return [
      {
        label: vscode.l10n.t('$(key) Set the API key that it was made with…'),
        detail: vscode.l10n.t('It then goes on by itself.'),
        do: () => vscode.commands.executeCommand('reelwright.setApiKey', job.service),
      },
    ];
  }
  const items: Item[] = [
    {
      label: vscode.l10n.t('$(refresh) Try now'),
      detail: vscode.l10n.t('It is also tried by itself, at least once a minute.'),
      do: () => engine.tryNow(job.id),
    },
  ];
  if (engine.videoLink(job.id) === undefined) return items;
  return [
    ...items,
    {
      label: vscode.l10n.t('$(link-external) Open the link in the browser'),
      detail: vscode.l10n.t('To save the video by hand. The link works for whoever has it.'),
      do: () => openVideoLink(engine, job.id),
    },
  ];
}

function stopItem(job: Job): Item {
  return {
    label: vscode.l10n.t('$(debug-disconnect) Stop following it…'),
    detail: vscode.l10n.t('The video is then not fetched; what it costs stays.'),
    do: () => vscode.commands.executeCommand('reelwright.stopFollowing', job.id),
  };
}
