// Shift-drag of finished jobs from the Jobs tree into a document: saved into the workspace first, then written in its language.

import * as vscode from 'vscode';
import type { Engine } from '../../core/engine';
import type { App } from '../app';
import { showFailure } from '../commands/command';

/** What a drag from the Jobs tree carries: ids of jobs, one per line. */
const jobMimeType = 'application/vnd.reelwright.job';
const kind = vscode.DocumentDropOrPasteEditKind.Empty.append('reelwright', 'video');

/**
 * Every document: by pattern, which ranks as high as a language by name, so that VS Code's own drop of the library's
 * path does not come first. What is inserted is decided by the document's language.
 */
const documents: vscode.DocumentSelector = { pattern: '**' };

/** Registers the drop; the rest of the product is asked for only when a job is dropped. */
export function registerDropVideo(app: App): vscode.Disposable {
  return vscode.languages.registerDocumentDropEditProvider(documents, new DropVideo(app), {
    dropMimeTypes: [jobMimeType],
    providedDropEditKinds: [kind],
  });
}

class DropVideo implements vscode.DocumentDropEditProvider {
  constructor(private readonly app: App) {}

  async provideDocumentDropEdits(
    document: vscode.TextDocument,
    _position: vscode.Position,
    transfer: vscode.DataTransfer,
    token: vscode.CancellationToken,
  ): Promise<vscode.DocumentDropEdit | undefined> {
    const text = await transfer.get(jobMimeType)?.asString();
    if (!text || token.isCancellationRequested) return undefined;
    try {
      const engine = await this.app.engine();
      await engine.ready;
      const texts = await this.texts(engine, document, text.split(/\r?\n/), token);
      if (texts.length === 0) return undefined;
      const title = vscode.l10n.t('Insert the video');
      return new vscode.DocumentDropEdit(texts.join(newLine(document)), title, kind);
    } catch (error) {
      void showFailure(this.app, 'dropVideo', error);
      return undefined;
    }
  }

  /** A drop that was given up saves nothing more. */
  private async texts(
    engine: Engine,
    document: vscode.TextDocument,
    ids: readonly string[],
    token: vscode.CancellationToken,
  ): Promise<string[]> {
    const [{ copyFor }, { textFor }] = await Promise.all([import('../output/output'), import('../output/insert')]);
    const texts: string[] = [];
    for (const id of ids) {
      const job = engine.job(id);
      if (!job?.video || token.isCancellationRequested) continue;
      const video = await copyFor(this.app, job, document.uri);
      if (video) texts.push(textFor(document, job, video));
    }
    return texts;
  }
}

/** Markdown joins lines that no blank line parts. */
function newLine(document: vscode.TextDocument): string {
  const end = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  return document.languageId === 'markdown' ? end + end : end;
}
