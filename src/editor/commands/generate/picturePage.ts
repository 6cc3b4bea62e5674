// The first frame, which may be left out.

import * as vscode from 'vscode';
import { RequestError, type Engine } from '../../../core/engine';
import type { Picture, PictureRoute } from '../../../core/request';
import { askForPictures, openPicture, pictureFile } from '../../views/create/pictureFiles';
import { fileNameOf } from '../../views/create/pictureNames';
import { withoutIcons } from '../../views/texts';
import type { Page, PageFrame, Plan } from './plan';
import { askForItem } from './steps';
import { askForAddress } from './wayPage';

type Choice = 'none' | 'keep' | 'ask' | 'address' | vscode.Uri;
type Item = vscode.QuickPickItem & { readonly choice: Choice };

/** What became of a choice: a picture or none, a sentence about why not, or a change of mind. */
type Outcome =
  | { readonly kind: 'chosen'; readonly picture: Picture | undefined; readonly pictureRoute?: PictureRoute | undefined }
  | { readonly kind: 'problem'; readonly sentence: string }
  | { readonly kind: 'again' }
  | { readonly kind: 'cancel' };

export function picturePage(engine: Engine): Page {
  return async (plan, frame) => {
    let placeholder = vscode.l10n.t('Shall the video begin with a picture?');
    for (;;) {
      const answer = await askForItem<Item>({ ...frame, placeholder, items: items(engine, plan) });
      if (answer.kind !== 'next') return answer;
      const outcome = await pictureFor(engine, plan, answer.value.choice, frame);
      if (outcome.kind === 'cancel') return outcome;
      if (outcome.kind === 'problem') placeholder = outcome.sentence;
      if (outcome.kind === 'chosen') {
        const { picture, pictureRoute } = outcome;
        return { kind: 'next', value: { ...plan, picture, pictureRoute } };
      }
    }
  };
}

function items(engine: Engine, plan: Plan): Item[] {
  const open = openPicture();
  const list: Item[] = [{ choice: 'none', label: vscode.l10n.t('$(circle-slash) No picture, only the prompt') }];
  const present = plan.picture?.name ?? (plan.pictureRoute?.kind === 'address' ? plan.pictureRoute.url : undefined);
  if (present !== undefined) list.unshift({ choice: 'keep', label: `$(check) ${withoutIcons(present)}` });
  if (open) {
    const name = withoutIcons(fileNameOf(open.path));
    list.push({ choice: open, label: vscode.l10n.t('$(file-media) {0}, which is open', name) });
  }
  list.push({ choice: 'ask', label: vscode.l10n.t('$(folder-opened) Choose a picture…') });
  const takers = engine.services().filter(({ dialects }) => dialects.some(({ picture }) => picture.kind === 'url'));
  if (takers.length > 0) list.push(addressItem(takers.map(({ name }) => name)));
  return list;
}

function addressItem(services: readonly string[]): Item {
  return {
    choice: 'address',
    label: vscode.l10n.t('$(link) Give its https address…'),
    description: vscode.l10n.t('for {0}', services.join(', ')),
  };
}

async function pictureFor(engine: Engine, plan: Plan, choice: Choice, frame: PageFrame): Promise<Outcome> {
  if (choice === 'none') return { kind: 'chosen', picture: undefined };
  if (choice === 'keep') return { kind: 'chosen', picture: plan.picture, pictureRoute: plan.pictureRoute };
  if (choice === 'address') return addressAlone(plan, frame);
  const uri = choice === 'ask' ? (await askForPictures())?.[0] : choice;
  return uri ? prepared(engine, uri) : { kind: 'again' };
}

async function addressAlone({ picture, pictureRoute }: Plan, frame: PageFrame): Promise<Outcome> {
  const typed = !picture && pictureRoute?.kind === 'address' ? pictureRoute.url : '';
  const answer = await askForAddress(frame, typed);
  if (answer.kind === 'next') return { kind: 'chosen', picture: undefined, pictureRoute: answer.value };
  return answer.kind === 'back' ? { kind: 'again' } : answer;
}

async function prepared(engine: Engine, uri: vscode.Uri): Promise<Outcome> {
  const source = pictureFile(uri);
  const title = vscode.l10n.t('Preparing {0}', withoutIcons(source.name));
  try {
    const picture = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, async () =>
      engine.stagePicture(await source.read(), source.name),
    );
    return { kind: 'chosen', picture };
  } catch (error) {
    if (error instanceof RequestError) return { kind: 'problem', sentence: error.message };
    throw error;
  }
}
