// Generate Video from Selection: the selected text, or the paragraph at the cursor, becomes the Create view's prompt.

import * as vscode from 'vscode';
import type { Command } from './command';
import { openFile, RemediedError, writePrompt } from './remedies';

/** Far above any service's limit, so that the form can name that limit; more than this is a slip of the hand. */
const maxSelection = 100_000;

export const generateFromSelection: Command = async app => {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    const sentence = vscode.l10n.t('No text file is open. Open one and select the prompt in it, or write it.');
    throw new RemediedError('invalid-request', sentence, [openFile(), writePrompt()]);
  }
  const prompt = selectedText(editor) || paragraphAt(editor.document, editor.selection.active.line);
  if (prompt === '') {
    const sentence = vscode.l10n.t('There is no text at the cursor. Select the prompt first, or write it.');
    throw new RemediedError('invalid-request', sentence, [writePrompt()]);
  }
  if (prompt.length > maxSelection) {
    const sentence = vscode.l10n.t(
      '{0} characters are too many for a prompt. Select less, or write it.',
      prompt.length.toLocaleString(),
    );
    throw new RemediedError('invalid-request', sentence, [writePrompt()]);
  }
  await app.create.show({ prompt });
};

/** All selections in the order of the document, trimmed. */
function selectedText({ document, selections }: vscode.TextEditor): string {
  return selections
    .toSorted((one, other) => one.start.compareTo(other.start))
    .map(selection => document.getText(selection).trim())
    .filter(text => text !== '')
    .join('\n');
}

/** The lines around `line` up to the next empty ones. */
function paragraphAt(document: vscode.TextDocument, line: number): string {
  const isText = (at: number): boolean =>
    at >= 0 && at < document.lineCount && !document.lineAt(at).isEmptyOrWhitespace;
  if (!isText(line)) return '';
  let from = line;
  let to = line;
  while (isText(from - 1)) from--;
  while (isText(to + 1)) to++;
  return document.getText(new vscode.Range(document.lineAt(from).range.start, document.lineAt(to).range.end)).trim();
}
