// Which text editor a video is inserted into: a preview takes the focus away from the one that a person was writing in.

import * as vscode from 'vscode';
import { openFile, RemediedError } from '../commands/remedies';
import { withoutIcons } from '../views/texts';

let lastDocument: vscode.Uri | undefined;

/** Remembers the text editor that was last active, from now on. */
export function followTextEditors(): vscode.Disposable {
  lastDocument ??= vscode.window.activeTextEditor?.document.uri;
  return vscode.window.onDidChangeActiveTextEditor(editor => {
    if (editor && isDocument(editor.document)) lastDocument = editor.document.uri;
  });
}

/**
 * The active text editor, the one that was active last, the only one there is, or the one that a person picks.
 * Undefined: they changed their mind. @throws RequestError `not-possible` where no text file is open
 */
export async function textEditorToInsertInto(): Promise<vscode.TextEditor | undefined> {
  const active = vscode.window.activeTextEditor;
  if (active && isDocument(active.document)) return active;
  const open = openDocuments();
  const last = open.find(uri => uri.toString() === lastDocument?.toString());
  const chosen = last ?? (open.length > 1 ? await askWhich(open) : open[0]);
  if (chosen) return vscode.window.showTextDocument(chosen, { preview: false });
  if (open.length > 1) return undefined;
  throw new RemediedError(
    'not-possible',
    vscode.l10n.t(
      'No text file is open to insert the video into. Open one, put the cursor where it belongs, and insert again.',
    ),
    [openFile()],
  );
}

/** Output channels are text editors too, for VS Code. */
function isDocument(document: vscode.TextDocument): boolean {
  return document.uri.scheme !== 'output' && document.uri.scheme !== 'vscode-scm';
}

function openDocuments(): vscode.Uri[] {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  const uris = tabs.flatMap(tab => (tab.input instanceof vscode.TabInputText ? [tab.input.uri] : []));
  return [...new Map(uris.map(uri => [uri.toString(), uri])).values()];
}

async function askWhich(open: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  const items = open.map(uri => ({
    label: withoutIcons(uri.path.slice(uri.path.lastIndexOf('/') + 1)),
    description: withoutIcons(vscode.workspace.asRelativePath(uri)),
    uri,
  }));
  const placeHolder = vscode.l10n.t('Insert the video into which file?');
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.uri;
}
