// The open Preview tabs: one per job, and one among them that clicks in the Jobs view use again and again.

import { join } from 'node:path';
import * as vscode from 'vscode';
import { viewState } from '../../../protocol/preview';
import { readMessage } from '../../../protocol/shared';
import type { App } from '../../app';
import { followTextEditors } from '../../output/textEditor';
import { scriptFolder } from '../page';
import { PreviewPanel } from './panel';
import { previewViewType } from './register';

/** Two clicks on a row no further apart are a double click. */
const doubleClickMs = 500;

export class PreviewPanels implements vscode.Disposable {
  private readonly panels = new Set<PreviewPanel>();
  private readonly following = followTextEditors();
  /** The tab that the next click takes over. */
  private reusable: PreviewPanel | undefined;
  private lastClick = { jobId: '', at: 0 };

  constructor(private readonly app: App) {}

  /** Opens the job's tab, or brings the open one to the front. */
  async open(jobId: string, how?: 'click'): Promise<void> {
    if (how === 'click') this.click(jobId);
    else this.keep(this.reveal(jobId));
  }

  /** As a click on a file does: it takes over the tab of the last click, and a double click keeps the tab. */
  private click(jobId: string): void {
    const { lastClick } = this;
    const now = Date.now();
    this.lastClick = { jobId, at: now };
    const open = this.find(jobId);
    if (open && lastClick.jobId === jobId && now - lastClick.at < doubleClickMs) this.keep(open);
    if (open) {
      open.reveal();
    } else if (this.reusable) {
      this.reusable.follow(jobId);
      this.reusable.reveal();
    } else {
      this.reusable = this.reveal(jobId);
    }
  }

  private keep(panel: PreviewPanel | undefined): void {
    if (panel === this.reusable) this.reusable = undefined;
  }

  /** @throws RequestError `not-possible` where the tab shows no frame */
  async useFrame(jobId: string): Promise<void> {
    await this.reveal(jobId).grabFrame();
  }

  /** Fills a tab that VS Code brought back after a reload; one of which nothing is known is closed. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const kept = readMessage(viewState, state);
    if (!kept || this.find(kept.jobId)) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.options();
    this.add(panel, kept.jobId);
  }

  dispose(): void {
    this.following.dispose();
    for (const panel of this.panels) panel.dispose();
  }

  private reveal(jobId: string): PreviewPanel {
    const open = this.find(jobId);
    if (open) {
      open.reveal();
      return open;
    }
    const title = vscode.l10n.t('Preview');
    return this.add(
      vscode.window.createWebviewPanel(previewViewType, title, vscode.ViewColumn.Active, this.options()),
      jobId,
    );
  }

  private add(tab: vscode.WebviewPanel, jobId: string): PreviewPanel {
    const panel = new PreviewPanel(this.app, tab, jobId);
    this.panels.add(panel);
    tab.onDidDispose(() => {
      this.panels.delete(panel);
      this.keep(panel);
    });
    return panel;
  }

  private find(jobId: string): PreviewPanel | undefined {
    return [...this.panels].find(panel => panel.jobId === jobId);
  }

  /** The view reads its own scripts and the library, and nothing else of this machine. */
  private options(): vscode.WebviewPanelOptions & vscode.WebviewOptions {
    const { extensionUri, globalStorageUri } = this.app.context;
    const library = vscode.Uri.file(join(globalStorageUri.fsPath, 'library'));
    return { enableScripts: true, localResourceRoots: [scriptFolder(extensionUri), library] };
  }
}
