// Animate This Image: puts pictures into the Create view's well, from the explorer, an editor's tab or the palette.

import * as vscode from 'vscode';
import { RequestError } from '../../core/engine';
import { maxPictures } from '../../protocol/create';
import { askForPictures, openPicture } from '../views/create/pictureFiles';
import { fileNameOf, isPictureName, nameList } from '../views/create/pictureNames';
import type { Command } from './command';

/** Takes `(uri, uris[])` as the explorer hands them over; without arguments the open picture, else it asks. */
export const animateImage: Command = async (app, first, all) => {
  const uris = urisFrom(first, all) ?? (await chooseUris());
  if (uris.length === 0) return;
  const pictures = uris.filter(uri => isPictureName(uri.path));
  const others = uris.filter(uri => !isPictureName(uri.path)).map(uri => fileNameOf(uri.path));
  if (pictures.length === 0) throw noPicture(others);
  sayWhatIsLeftOut(others, pictures.length);
  await app.create.show({
    pictureFiles: pictures.slice(0, maxPictures),
    promptIfEmpty: vscode.l10n.t('Slow, smooth camera move across the picture'),
  });
};

/** Undefined where no file was given. An editor's tab hands over its address and something else than a list. */
function urisFrom(first: unknown, all: unknown): readonly vscode.Uri[] | undefined {
  const several = Array.isArray(all) ? all.filter(item => item instanceof vscode.Uri) : [];
  if (several.length > 0) return several;
  return first instanceof vscode.Uri ? [first] : undefined;
}

async function chooseUris(): Promise<readonly vscode.Uri[]> {
  const open = openPicture();
  return open ? [open] : ((await askForPictures()) ?? []);
}

function noPicture(names: readonly string[]): RequestError {
  const kinds = vscode.l10n.t('Choose a PNG, JPEG, WebP, AVIF, GIF or TIFF file.');
  const sentence =
    names.length === 1
      ? vscode.l10n.t('{0} is no picture that can be animated.', nameList(names))
      : vscode.l10n.t('None of these is a picture that can be animated: {0}.', nameList(names));
  return new RequestError('picture-unreadable', `${sentence} ${kinds}`);
}

function sayWhatIsLeftOut(others: readonly string[], pictures: number): void {
  const sentences: string[] = [];
  if (others.length > 0) {
    sentences.push(vscode.l10n.t('Left out, since they are no pictures that can be animated: {0}.', nameList(others)));
  }
  if (pictures > maxPictures) {
    sentences.push(vscode.l10n.t('{0} pictures at most: the first of {1} were taken.', maxPictures, pictures));
  }
  if (sentences.length > 0) void vscode.window.showInformationMessage(sentences.join(' '));
}
