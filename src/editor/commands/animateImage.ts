// Animate This Image: puts pictures into the Create view's well, from the explorer, an editor's tab or the palette.

import * as vscode from 'vscode';
import { maxPictures } from '../../protocol/create';
import type { App } from '../app';
import { askForPictures, openPicture } from '../views/create/pictureFiles';
import { fileNameOf, isPictureName, nameList } from '../views/create/pictureNames';
import { withoutLinks } from '../views/texts';
import type { Command } from './command';
import { RemediedError } from './remedies';

/** Takes `(uri, uris[])` as the explorer hands them over; without arguments the open picture, else it asks. */
export const animateImage: Command = async (app, first, all) => {
  const uris = urisFrom(first, all) ?? (await chooseUris());
  if (uris.length === 0) return;
  const pictures = uris.filter(uri => isPictureName(uri.path));
  const others = uris.filter(uri => !isPictureName(uri.path)).map(uri => fileNameOf(uri.path));
  if (pictures.length === 0) throw noPicture(others);
  sayWhatIsLeftOut(app, others, pictures.length);
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

function noPicture(names: readonly string[]): RemediedError {
  const kinds = vscode.l10n.t('Choose a PNG, JPEG, WebP, AVIF, GIF or TIFF file.');
  const sentence =
    names.length === 1
      ? vscode.l10n.t('{0} is not a picture.', nameList(names))
      : vscode.l10n.t('None of these is a picture: {0}.', nameList(names));
  const choose = { title: vscode.l10n.t('Choose a Picture…'), command: 'reelwright.animateImage' };
  return new RemediedError('picture-unreadable', `${sentence} ${kinds}`, [choose]);
}

function sayWhatIsLeftOut(app: App, others: readonly string[], pictures: number): void {
  const sentences: string[] = [];
  if (others.length > 0) {
    sentences.push(
      others.length === 1
        ? vscode.l10n.t('{0} left out: not a picture.', nameList(others))
        : vscode.l10n.t('{0} left out: not pictures.', nameList(others)),
    );
  }
  if (pictures > maxPictures) {
    sentences.push(vscode.l10n.t('Only the first {0} of {1} pictures were taken.', maxPictures, pictures));
  }
  if (sentences.length > 0) void offerOthers(app, sentences.join(' '));
}

async function offerOthers(app: App, sentence: string): Promise<void> {
  const choose = vscode.l10n.t('Choose Other Pictures…');
  if ((await vscode.window.showInformationMessage(withoutLinks(sentence), choose)) !== choose) return;
  const uris = await askForPictures();
  if (uris && uris.length > 0) await app.create.show({ pictureFiles: uris.slice(0, maxPictures) });
}
