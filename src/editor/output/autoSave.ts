// Saves finished videos into the workspace by themselves where the setting says so: once, in the window that asked for them.

import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Engine } from '../../core/engine';
import { isFinal, type Job } from '../../core/job';
import type { App } from '../app';
import { Claims } from '../claims';
import { showFailure } from '../commands/command';
import { autoSaveSetting, workspaceFolder } from './places';
import type { QueuedHere } from './queuedHere';

const claimsKeptMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Follows an engine that runs. Only jobs of `queued` are saved, also those that finished while the window was closed;
 * two windows on one workspace agree by a file per job that only one of them can create. Nothing is saved by itself
 * into a workspace that is not trusted.
 */
export function registerAutoSave(app: App, engine: Engine, queued: QueuedHere): vscode.Disposable {
  const claims = new Claims(join(app.context.globalStorageUri.fsPath, 'autosaved'));
  const look = (job: Job | undefined): void => {
    if (!job || !queued.has(job.id) || !isFinal(job.state)) return;
    queued.forget([job.id]);
    if (mayBeSaved(job)) void saveOnce(app, claims, job);
  };
  queued.onAdded(ids => ids.forEach(id => look(engine.job(id))));
  const listening = engine.onDidChangeJobs(({ changed, removed }) => {
    changed.forEach(look);
    queued.forget(removed);
  });
  void engine.ready.then(async () => {
    engine.jobs().forEach(look);
    await claims.forgetOlderThan(claimsKeptMs);
  });
  return new vscode.Disposable(() => listening.dispose());
}

function mayBeSaved(job: Job): boolean {
  if (job.state !== 'completed' || !job.video || job.saved.length > 0 || !vscode.workspace.isTrusted) return false;
  const root = workspaceFolder();
  return root !== undefined && autoSaveSetting(root) === 'always';
}

async function saveOnce(app: App, claims: Claims, job: Job): Promise<void> {
  if (!(await claims.take(job.id))) return;
  try {
    await app.output.save(job);
  } catch (error) {
    await showFailure(app, 'autoSave', error);
  }
}
