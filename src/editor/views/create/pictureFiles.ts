// Reads picture files through the editor, so that remote and virtual workspaces work as local ones do.

import * as vscode from 'vscode';
import { RequestError } from '../../../core/engine';
import { fileNameOf, isPictureName, pictureEndings } from './pictureNames';
import type { PictureSource, Well } from './well';

/** Files above this are refused before a byte of them is read. */
export const maxPictureFileBytes = 100_000_000;

/** A file as something to prepare; nothing is read yet. */
export function pictureFile(uri: vscode.Uri): PictureSource {
  return { name: fileNameOf(uri.path), uri: uri.toString(), read: () => readPictureFile(uri) };
}

/** @throws RequestError `picture-unreadable` with a sentence that names the file */
async function readPictureFile(uri: vscode.Uri): Promise<Uint8Array> {
  const name = fileNameOf(uri.path);
  const { type, size } = await readable(name, () => vscode.workspace.fs.stat(uri));
  if ((type & vscode.FileType.Directory) !== 0) {
    throw unreadable(vscode.l10n.t('{0} is a folder. Choose a picture in it.', name));
  }
  if (size > maxPictureFileBytes) {
    const megabytes = Math.round(size / 1_000_000);
    throw unreadable(
      vscode.l10n.t('{0} has {1} MB; pictures up to 100 MB are read. Choose a smaller one.', name, megabytes),
    );
  }
  return await readable(name, () => vscode.workspace.fs.readFile(uri));
}

async function readable<Value>(name: string, read: () => Thenable<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    const code = error instanceof vscode.FileSystemError ? error.code : undefined;
    if (code === 'FileNotFound') throw unreadable(vscode.l10n.t('{0} is not there any more. Choose another.', name));
    if (code === 'NoPermissions') {
      throw unreadable(vscode.l10n.t('{0} may not be read. Allow it, or choose another picture.', name));
    }
    throw unreadable(vscode.l10n.t('{0} could not be read. Choose another picture.', name));
  }
}

function unreadable(sentence: string): RequestError {
  return new RequestError('picture-unreadable', sentence);
}

/** The picture in the active editor tab, where it is one. */
export function openPicture(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && isPictureName(input.uri.path) ? input.uri : undefined;
}

/** The name of the picture in the active editor tab, where it is not in the well by its address, or by its name and size. */
export async function offeredPicture({ origins }: Pick<Well, 'origins'>): Promise<string | undefined> {
  const uri = openPicture();
  if (!uri || origins.some(origin => origin.uri === uri.toString())) return undefined;
  const name = fileNameOf(uri.path);
  const namesakes = origins.filter(origin => origin.name === name);
  if (namesakes.length === 0) return name;
  const size = await sizeOf(uri);
  return namesakes.some(origin => origin.size === undefined || origin.size === size) ? undefined : name;
}

async function sizeOf(uri: vscode.Uri): Promise<number | undefined> {
  try {
    return (await vscode.workspace.fs.stat(uri)).size;
  } catch {
    return undefined; // A file that is gone is offered, and taking it says what is wrong.
  }
}

/** Asks for pictures; undefined: the person changed their mind. */
export async function askForPictures(): Promise<readonly vscode.Uri[] | undefined> {
  return await vscode.window.showOpenDialog({
    canSelectMany: true,
    openLabel: vscode.l10n.t('Animate'),
    title: vscode.l10n.t('Choose the first frame'),
    filters: {
      [vscode.l10n.t('Pictures')]: [...pictureEndings, ...pictureEndings.map(ending => ending.toUpperCase())],
    },
  });
}

/** What an explorer drag handed over: addresses as text. What is no file address is left out. */
export function droppedUris(texts: readonly string[]): readonly vscode.Uri[] {
  const uris: vscode.Uri[] = [];
  for (const text of texts) {
    try {
      const uri = asOurs(vscode.Uri.parse(text, true));
      if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== undefined) uris.push(uri);
    } catch {
      // Not an address: nothing that could be a picture of this workspace.
    }
  }
  return uris;
}

/** In a remote window the explorer says `vscode-remote:` of files that are `file:` to us, who run beside them. */
function asOurs(uri: vscode.Uri): vscode.Uri {
  return uri.scheme === 'vscode-remote' ? uri.with({ scheme: 'file', authority: '' }) : uri;
}
