// Puts the rooms of the editor side together. What is heavy loads when it is first used.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ReelwrightApi } from '../api';
import type { Engine } from '../core/engine';
import type { CoreEngine } from '../core/engine/core-engine';
import { createRedactor } from '../core/net/redact';
import type { App } from './app';
import type { CoreSeams } from './core';
import { registerCommands } from './commands/table';
import { LogMemory, remembering } from './diagnostics/logMemory';
import { registerDropVideo } from './drop/dropVideo';
import { createExports } from './exports';
import { logOver, redactedChannel } from './log';
import { lazyOutput } from './output/lazy';
import { QueuedHere } from './output/queuedHere';
import { followTextEditors } from './output/textEditor';
import { Secrets } from './secrets';
import { EditorSettings, baseUrlOf, documentedBaseUrl } from './settings';
import { wasSpentToday } from './spentToday';
import { LazyCreateView } from './views/create/register';
import { registerJobsView } from './views/jobs/register';
import { registerPreviews } from './views/preview/register';
import { registerServicesView } from './views/services/register';

export interface Started {
  readonly exports: ReelwrightApi;
  /** Resolves when leases are given back and files are closed. */
  stop(): Promise<void>;
}

export function start(context: vscode.ExtensionContext): Started {
  const redactor = createRedactor();
  const redact = (text: string) => redactor.redact(text);
  const logMemory = new LogMemory();
  const channel = vscode.window.createOutputChannel('Reelwright', { log: true });
  const log = redactedChannel(remembering(channel, logMemory), redact);
  const settings = new EditorSettings();
  const keys = new Secrets({
    storage: context.secrets,
    environment: process.env,
    baseUrl: baseUrlOf,
    documentedBaseUrl,
    remember: secret => redactor.add(secret),
  });
  const queued = new QueuedHere(context.workspaceState);
  const core = new LazyCore(
    context,
    { keys, settings, log: logOver(log, redact), remember: secret => redactor.add(secret) },
    queued,
  );
  const create = new LazyCreateView(() => app);
  const previews = registerPreviews(() => app);
  const output = lazyOutput({ engine: () => core.engine() });
  const app: App = { context, log, logMemory, engine: () => core.engine(), keys, create, previews, output };
  const exports = createExports(app);
  const jobs = registerJobsView(app);
  core.onStarted(engine => {
    void import('./whileRunning').then(({ registerWhileRunning }) => {
      context.subscriptions.push(registerWhileRunning(app, engine, jobs, queued));
    });
  });
  context.subscriptions.push(
    log,
    previews,
    create,
    exports,
    jobs,
    registerServicesView(app),
    registerCommands(app),
    registerDropVideo(app),
    followTextEditors(),
  );
  if (hasOpenJobs(context) || wasSpentToday(context.globalState)) void core.engine();
  return { exports: exports.api, stop: () => core.stop() };
}

/** One look at one folder: all that start-up does about jobs. */
function hasOpenJobs(context: vscode.ExtensionContext): boolean {
  const folder = join(context.globalStorageUri.fsPath, 'open');
  return existsSync(folder) && readdirSync(folder).length > 0;
}

/** The core, once somebody asks for it. */
class LazyCore {
  #engine: Promise<Engine> | undefined;
  #core: CoreEngine | undefined;
  readonly #listeners: ((engine: Engine) => void)[] = [];

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly seams: CoreSeams,
    private readonly queued: QueuedHere,
  ) {}

  engine(): Promise<Engine> {
    this.#engine ??= import('./core').then(({ createEngine }) => {
      this.#core = createEngine(this.context, this.seams);
      const engine = this.queued.noting(this.#core);
      for (const listener of this.#listeners) listener(engine);
      return engine;
    });
    return this.#engine;
  }

  onStarted(listener: (engine: Engine) => void): void {
    this.#listeners.push(listener);
  }

  async stop(): Promise<void> {
    await this.#engine;
    await this.#core?.stop();
  }
}
