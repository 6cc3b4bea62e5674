// One Preview tab: sends what is known of its job, whole, whenever it changes, and does what a person presses in it.

import * as vscode from 'vscode';
import { RequestError, type Engine } from '../../../core/engine';
import type { Job } from '../../../core/job';
import { fromView, type FromView, type Snapshot, type ToView } from '../../../protocol/preview';
import { readMessage } from '../../../protocol/shared';
import type { App } from '../../app';
import { showFailure } from '../../commands/command';
import { exists } from '../../output/save';
import { page } from '../page';
import { perform, useFrameBytes } from './actions';
import { FrameWish } from './frameWish';
import { loadingSnapshot, removedSnapshot, snapshotOf, tabTitle } from './snapshot';

/** How often the time in a running job's tab moves on. */
const tickMs = 1000;

export class PreviewPanel implements vscode.Disposable {
  private readonly disposables: vscode.Disposable[] = [];
  private engine: Engine | undefined;
  private ticking: NodeJS.Timeout | undefined;
  /** Newer pushes make older ones, which may still look at the disk, void. */
  private pushes = 0;
  /** The view's script runs; it begins anew each time that the tab comes to the front. */
  private viewRuns = false;
  private wish: FrameWish | undefined;

  constructor(
    private readonly app: App,
    private readonly tab: vscode.WebviewPanel,
    private id: string,
  ) {
    const media = vscode.Uri.joinPath(app.context.extensionUri, 'media');
    tab.iconPath = {
      light: vscode.Uri.joinPath(media, 'preview-light.svg'),
      dark: vscode.Uri.joinPath(media, 'preview-dark.svg'),
    };
    tab.onDidDispose(() => this.letGo(), undefined, this.disposables);
    tab.onDidChangeViewState(() => this.seen(), undefined, this.disposables);
    tab.webview.onDidReceiveMessage((message: unknown) => this.receive(message), undefined, this.disposables);
    tab.webview.html = page(tab.webview, app.context.extensionUri, {
      script: 'preview',
      element: 'reelwright-preview',
      title: vscode.l10n.t('Video preview'),
      media: true,
    });
    void this.start();
  }

  get jobId(): string {
    return this.id;
  }

  reveal(): void {
    this.tab.reveal();
  }

  dispose(): void {
    this.tab.dispose();
  }

  /** Uses the frame that is shown. @throws RequestError `not-possible` where there is none */
  async grabFrame(): Promise<void> {
    this.wish ??= new FrameWish(noFrame);
    this.push();
    await this.wish.granted;
  }

  private async start(): Promise<void> {
    try {
      const engine = await this.app.engine();
      await engine.ready;
      if (this.disposables.length === 0) return;
      this.engine = engine;
      this.disposables.push(
        engine.onDidChangeJobs(({ changed, removed }) => {
          if (removed.includes(this.id) || changed.some(job => job.id === this.id)) this.push();
        }),
      );
      this.push();
    } catch (error) {
      await showFailure(this.app, 'preview', error);
    }
  }

  /** A hidden tab's view is thrown away; it says `ready` again when it comes back. */
  private seen(): void {
    if (!this.tab.visible) this.viewRuns = false;
    this.push();
  }

  private letGo(): void {
    clearInterval(this.ticking);
    this.ticking = undefined;
    this.endWish('refuse');
    this.pushes++;
    for (const disposable of this.disposables.splice(0)) disposable.dispose();
  }

  private receive(raw: unknown): void {
    const message = readMessage(fromView, raw);
    if (!message) {
      this.app.log.warn('preview: a message that is none was dropped');
      return;
    }
    this.handle(message).catch((error: unknown) => showFailure(this.app, 'preview', error));
  }

  private async handle(message: FromView): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.viewRuns = true;
        this.push();
        return;
      case 'act':
        return this.withJob(async (_, job) => {
          const next = await perform(job, message.action);
          if (next !== undefined) this.follow(next);
        });
      case 'frame':
        this.endWish('grant');
        return this.withJob((engine, job) => useFrameBytes(this.app, engine, job, message));
      case 'noFrame':
        if (!this.wish) throw noFrame();
        this.endWish('refuse');
    }
  }

  private endWish(how: 'grant' | 'refuse'): void {
    this.wish?.[how]();
    this.wish = undefined;
  }

  private async withJob(act: (engine: Engine, job: Job) => Promise<void>): Promise<void> {
    const job = this.engine?.job(this.id);
    if (this.engine && job) await act(this.engine, job);
  }

  /** Shows another job from now on: a retry in the tab of the one that failed, or the job that was clicked. */
  follow(jobId: string): void {
    this.endWish('refuse');
    this.id = jobId;
    this.push();
  }

  private push(): void {
    const push = ++this.pushes;
    this.snapshot().then(
      async snapshot => {
        if (push !== this.pushes) return;
        this.keepTime(snapshot);
        this.nameTab();
        if (!this.tab.visible || !this.viewRuns) return;
        await this.post(snapshot);
        if (snapshot.scene.kind !== 'loading') await this.wish?.ask(() => this.post({ type: 'grabFrame' }));
      },
      (error: unknown) => showFailure(this.app, 'preview', error),
    );
  }

  private async snapshot(): Promise<Snapshot> {
    const { engine } = this;
    if (!engine) return loadingSnapshot(this.id);
    const job = engine.job(this.id);
    if (!job) return removedSnapshot(this.id);
    const usual = engine.usualSeconds(job);
    return snapshotOf(job, {
      now: Date.now(),
      serviceName: engine.services().find(service => service.id === job.service)?.name ?? job.service,
      abilities: engine.abilities(job),
      remote: vscode.env.remoteName !== undefined || vscode.env.uiKind === vscode.UIKind.Web,
      source: await this.source(job),
      ...(usual !== undefined && { usual }),
    });
  }

  private async source(job: Job): Promise<string | undefined> {
    if (!job.video) return undefined;
    const file = vscode.Uri.file(job.video.path);
    return (await exists(file)) ? this.tab.webview.asWebviewUri(file).toString() : undefined;
  }

  /** Time moves on only in a tab that is seen and whose job runs. */
  private keepTime({ scene }: Snapshot): void {
    const needed = scene.kind === 'busy' && this.tab.visible;
    if (!needed) clearInterval(this.ticking);
    this.ticking = needed ? (this.ticking ?? setInterval(() => this.push(), tickMs)) : undefined;
  }

  private nameTab(): void {
    const job = this.engine?.job(this.id);
    const title = (job && tabTitle(job)) || vscode.l10n.t('Preview');
    if (this.tab.title !== title) this.tab.title = title;
  }

  private async post(message: ToView): Promise<void> {
    await this.tab.webview.postMessage(message);
  }
}

function noFrame(): RequestError {
  return new RequestError(
    'not-possible',
    vscode.l10n.t('The preview shows no frame that could be used. Wait until the video plays in it, and try again.'),
  );
}
