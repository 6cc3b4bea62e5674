// Copy Diagnostics: for a bug report. What is copied is also shown, so that it can be read before it is sent anywhere.

import * as vscode from 'vscode';
import { gatherDiagnostics } from '../diagnostics/gather';
import { diagnosticsReport } from '../diagnostics/report';
import { virtualDocument } from '../virtualDocuments';
import type { Command } from './command';
import { showLog, tell } from './remedies';

/** Returns the text. */
export const copyDiagnostics: Command = async app => {
  const engine = await app.engine();
  await engine.ready;
  const text = diagnosticsReport(await gatherDiagnostics(app, engine));
  await vscode.env.clipboard.writeText(text);
  const name = `${vscode.l10n.t('Reelwright diagnostics')}.md`;
  const uri = virtualDocument(app, 'reelwright-diagnostics', name, text);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  const sentence = vscode.l10n.t('This page is in the clipboard, and was sent nowhere. Read it before you paste it.');
  void tell('information', sentence, [showLog()]);
  return text;
};
