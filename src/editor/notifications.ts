// One notification when jobs come to rest while nobody is looking: bundled, shown by one window only, never for progress.

import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Engine } from '../core/engine';
import type { Job } from '../core/job';
import { shortName } from '../core/services/short-name';
import type { App } from './app';
import { Claims } from './claims';
import { showFailure } from './commands/command';
import {
  noticeFor,
  outcomeOf,
  worthSaying,
  type ActionName,
  type Notice,
  type NotificationSetting,
} from './notificationTexts';
import { openVideoLink } from './linkNotices';
import { Outcomes } from './outcomes';
import { autoSaveSetting, workspaceFolder } from './output/places';
import { courtesyMs, notificationSetting, windowAnswers } from './windowSpeaks';

/** Jobs that end no further apart than this share a notification. */
const bundleMs = 1500;

const dayMs = 24 * 60 * 60 * 1000;

/** Follows an engine that runs; `jobsAreVisible` says whether the Jobs view of this window can be seen. */
export function registerNotifications(app: App, engine: Engine, jobsAreVisible: () => boolean): vscode.Disposable {
  const claims = new Claims(join(app.context.globalStorageUri.fsPath, 'notified'));
  /** Ids of jobs that came to rest, and whether somebody saw it in the Jobs view. */
  const bundle = new Map<string, boolean>();
  const isSeen = (): boolean => vscode.window.state.focused && jobsAreVisible();
  let timer: NodeJS.Timeout | undefined;
  const speak = async (): Promise<void> => {
    timer = undefined;
    const ended = new Map(bundle);
    bundle.clear();
    await windowAnswers();
    const jobs = [...ended.keys()].flatMap(id => engine.job(id) ?? []);
    const mine = await claimed(claims, jobs);
    const unseen = mine.filter(({ id }) => !ended.get(id));
    if (!isSeen() && unseen.length > 0) await show(app, engine, unseen);
  };
  const outcomes = new Outcomes(engine, job => {
    bundle.set(job.id, isSeen());
    clearTimeout(timer);
    timer = setTimeout(
      () => void speak().catch((error: unknown) => showFailure(app, 'notifications', error)),
      vscode.window.state.focused ? bundleMs : bundleMs + courtesyMs,
    );
  });
  return vscode.Disposable.from(outcomes, { dispose: () => clearTimeout(timer) });
}

/** The jobs that no other window has spoken of. */
async function claimed(claims: Claims, jobs: readonly Job[]): Promise<readonly Job[]> {
  const mine: Job[] = [];
  for (const job of worthSaying(jobs, notificationSetting())) {
    if (await claims.take(`${job.id}.${job.needs ?? outcomeOf(job)}`)) mine.push(job);
  }
  await claims.forgetOlderThan(dayMs);
  return mine;
}

async function show(app: App, engine: Engine, jobs: readonly Job[]): Promise<void> {
  const nameOfService = (id: string): string => {
    const service = engine.services().find(one => one.id === id);
    return service ? shortName(service) : id;
  };
  const notice = noticeFor(jobs, autoSaveSetting(workspaceFolder()) === 'ask', nameOfService);
  if (!notice) return;
  const items = notice.actions.map(name => ({ title: actionTitle(name), name }));
  const chosen = await showerOf(notice)(notice.message, ...items);
  if (chosen) await act(app, engine, chosen.name, jobs);
}

function showerOf({ severity }: Notice) {
  if (severity === 'error') return vscode.window.showErrorMessage;
  return severity === 'warning' ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
}

async function act(app: App, engine: Engine, name: ActionName, jobs: readonly Job[]): Promise<void> {
  const first = jobs.find(job => outcomeOf(job) === 'failed') ?? jobs[0];
  if (!first) return;
  const command = commandOf(name);
  const doubts = jobs.flatMap(({ id }) => (engine.job(id)?.state === 'inDoubt' ? [id] : []));
  if (command !== undefined && ofService.has(command)) {
    await vscode.commands.executeCommand(command, first.service);
  } else if (name === 'resolve' && doubts.length > 0) {
    await vscode.commands.executeCommand('reelwright.resolveJob', doubts[0], doubts);
  } else if (command !== undefined) {
    await vscode.commands.executeCommand(command, first.id);
  } else if (name === 'showJobs') {
    await vscode.commands.executeCommand('reelwright.jobs.focus');
  } else if (name === 'tryNow') {
    for (const { id } of jobs) if (engine.job(id)) engine.tryNow(id);
  } else if (name === 'openLink') {
    await openVideoLink(engine, first.id);
  } else if (name === 'quieter') {
    await beQuieter(jobs);
  } else {
    for (const { id } of jobs) {
      const job = engine.job(id);
      if (job?.state === 'completed' && job.saved.length === 0) await app.output.save(job);
    }
  }
}

/** Commands that are about a job's service. */
const ofService: ReadonlySet<string> = new Set([
  'reelwright.setApiKey',
  'reelwright.openBilling',
  'reelwright.openDashboard',
]);

function commandOf(name: ActionName): string | undefined {
  const commands: Partial<Record<ActionName, string>> = {
    preview: 'reelwright.openPreview',
    save: 'reelwright.saveVideo',
    insert: 'reelwright.insertVideo',
    retry: 'reelwright.retryJob',
    edit: 'reelwright.useSettings',
    rewrite: 'reelwright.rewriteLiterally',
    setKey: 'reelwright.setApiKey',
    billing: 'reelwright.openBilling',
    dashboard: 'reelwright.openDashboard',
    resolve: 'reelwright.resolveJob',
  };
  return commands[name];
}

function actionTitle(name: ActionName): string {
  const titles: Record<ActionName, string> = {
    preview: vscode.l10n.t('Preview'),
    save: vscode.l10n.t('Save'),
    insert: vscode.l10n.t('Insert'),
    retry: vscode.l10n.t('Retry'),
    edit: vscode.l10n.t('Edit…'),
    rewrite: vscode.l10n.t('Rewrite…'),
    setKey: vscode.l10n.t('Set API Key…'),
    billing: vscode.l10n.t('Billing'),
    dashboard: vscode.l10n.t('Dashboard'),
    tryNow: vscode.l10n.t('Try Now'),
    openLink: vscode.l10n.t('Open Link'),
    resolve: vscode.l10n.t('Decide…'),
    showJobs: vscode.l10n.t('Show Jobs'),
    saveAll: vscode.l10n.t('Save All'),
    quieter: vscode.l10n.t('Don’t Show Again'),
  };
  return titles[name];
}

/** Whoever is tired of good news still hears of failures; whoever is tired of those hears nothing. */
async function beQuieter(jobs: readonly Job[]): Promise<void> {
  const value: NotificationSetting = jobs.every(job => outcomeOf(job) === 'done') ? 'failures' : 'none';
  await vscode.workspace
    .getConfiguration('reelwright')
    .update('notifications', value, vscode.ConfigurationTarget.Global);
}
