// Writes a saved video into a document, in the document's own language.

import * as vscode from 'vscode';
import { RequestError } from '../../core/engine';
import type { Job } from '../../core/job';
import { relativePath, snippetFor } from '../../core/output/insert';
import { nameOf } from './problems';

/** The text that puts the saved video into the document. */
export function textFor(document: vscode.TextDocument, job: Job, video: vscode.Uri): string {
  const { width, height, hasAudio } = job.video ?? {};
  return snippetFor(
    { language: document.languageId, fileName: document.uri.path },
    {
      prompt: job.prompt,
      path: pathFrom(document.uri, video),
      ...(width !== undefined && { width }),
      ...(height !== undefined && { height }),
      ...(hasAudio !== undefined && { hasAudio }),
    },
  );
}

/** Puts the video at every cursor, in place of what is selected. @throws RequestError `not-possible` for a document that cannot be changed */
export async function insertInto(editor: vscode.TextEditor, job: Job, video: vscode.Uri): Promise<void> {
  const text = textFor(editor.document, job, video);
  const done = await editor.edit(builder => {
    for (const selection of editor.selections) builder.replace(selection, text);
  });
  if (!done) {
    throw new RequestError(
      'not-possible',
      vscode.l10n.t(
        '{0} cannot be changed, so nothing was inserted. The video was saved as {1}.',
        nameOf(editor.document.uri),
        nameOf(video),
      ),
    );
  }
}

/** From the document's own folder; from the workspace folder for one that is not saved yet; whole where there is no way. */
function pathFrom(document: vscode.Uri, video: vscode.Uri): string {
  const way = document.scheme === 'untitled' ? undefined : between(vscode.Uri.joinPath(document, '..'), video);
  if (way !== undefined) return way;
  const root = vscode.workspace.getWorkspaceFolder(video);
  return (root && between(root.uri, video)) ?? video.toString();
}

function between(folder: vscode.Uri, file: vscode.Uri): string | undefined {
  if (folder.scheme !== file.scheme || folder.authority !== file.authority) return undefined;
  const drive = (path: string): string | undefined => /^\/[A-Za-z]:/.exec(path)?.[0].toLowerCase();
  return drive(folder.path) === drive(file.path) ? relativePath(folder.path, file.path) : undefined;
}
