// What is there only while the core runs: loaded after start-up, when the first job or view has started the core.

import * as vscode from 'vscode';
import type { Engine } from '../core/engine';
import type { App } from './app';
import { registerLinkNotices } from './linkNotices';
import { registerNotifications } from './notifications';
import { registerAutoSave } from './output/autoSave';
import type { QueuedHere } from './output/queuedHere';
import type { JobsView } from './views/jobs/register';
import { followKeys } from './views/services/hasKey';
import { registerStatusBar } from './views/statusBar';

/** The status bar's entry, the context key about keys, the notifications, saving by itself, and the Jobs view's badge. */
export function registerWhileRunning(app: App, engine: Engine, jobs: JobsView, queued: QueuedHere): vscode.Disposable {
  jobs.connect(engine);
  return vscode.Disposable.from(
    registerStatusBar(app.context.globalState, engine),
    followKeys(engine),
    registerAutoSave(app, engine, queued),
    registerNotifications(app, engine, () => jobs.visible),
    registerLinkNotices(app, engine),
  );
}
