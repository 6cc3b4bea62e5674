// What has happened to the store that a person must know: a newer version has written in it, or a job's record is damaged.

import * as vscode from 'vscode';
import type { LostJob } from '../core/store/job-folder';
import { ReadOnlyStoreError } from '../core/store/read-only';
import type { JobStore } from '../core/store/store';
import type { Remedy } from './commands/remedies';
import { showLog, tell } from './commands/remedies';

/** Follows a store for as long as it lives, and says each trouble once. */
export function tellOfTroubles(store: JobStore): void {
  let isProtected = false;
  let told = 0;
  store.onDidChange(() => {
    if (store.readOnly && !isProtected) {
      isProtected = true;
      void tell('warning', new ReadOnlyStoreError().message, [showLog()]);
    }
    for (; told < store.lost.length; told += 1) tellOfLost(store.lost[told]);
  });
}

function tellOfLost(lost: LostJob | undefined): void {
  const sync: Remedy = { title: vscode.l10n.t('Sync with the Service'), command: 'reelwright.syncWithService' };
  const importing: Remedy = { title: vscode.l10n.t('Import Job by Id…'), command: 'reelwright.importJob' };
  const sentence =
    lost?.remoteId === undefined
      ? vscode.l10n.t(
          'The record of a job is damaged and was set aside, so its row is gone. If the job was sent, “Sync with the Service” brings it back; look there before you ask for it again.',
        )
      : vscode.l10n.t(
          'The record of a job is damaged and was set aside, so its row is gone. Its service knows it as “{0}”: bring it back before you ask for it again.',
          lost.remoteId,
        );
  void tell('error', sentence, [sync, ...(lost?.remoteId === undefined ? [] : [importing]), showLog()]);
}
