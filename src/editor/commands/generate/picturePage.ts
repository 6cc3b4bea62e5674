// The first frame, which may be left out.

import * as vscode from 'vscode';
import { RequestError, type Engine } from '../../../core/engine';
import type { Picture } from '../../../core/request';
import { askForPictures, openPicture, pictureFile } from '../../views/create/pictureFiles';
import { fileNameOf } from '../../views/create/pictureNames';
import type { Page, Plan } from './plan';
import { askForItem } from './steps';

type Choice = 'none' | 'keep' | 'ask' | vscode.Uri;
type Item = vscode.QuickPickItem & { readonly choice: Choice };

/** What became of a choice: a picture or none, a sentence about why not, or a change of mind. */
type Outcome =
  | { readonly kind: 'chosen'; readonly picture: Picture | undefined }
  | { readonly kind: 'problem'; readonly sentence: string }
  | { readonly kind: 'again' };

export function picturePage(engine: Engine): Page {
  return async (plan, frame) => {
    let placeholder = vscode.l10n.t('Shall the video begin with a picture?');
    for (;;) {
      const answer = await askForItem<Item>({ ...frame, placeholder, items: items(plan) });
      if (answer.kind !== 'next') return answer;
      const outcome = await pictureFor(engine, plan, answer.value.choice);
      if (outcome.kind === 'chosen') return { kind: 'next', value: { ...plan, picture: outcome.picture } };
      if (outcome.kind === 'problem') placeholder = outcome.sentence;
    }
  };
}

function items(plan: Plan): Item[] {
  const open = openPicture();
  const list: Item[] = [{ choice: 'none', label: vscode.l10n.t('$(circle-slash) No picture, only the prompt') }];
  if (plan.picture) list.unshift({ choice: 'keep', label: `$(check) ${plan.picture.name}` });
  if (open) {
    list.push({ choice: open, label: vscode.l10n.t('$(file-media) {0}, which is open', fileNameOf(open.path)) });
  }
  return [...list, { choice: 'ask', label: vscode.l10n.t('$(folder-opened) Choose a picture…') }];
}

async function pictureFor(engine: Engine, plan: Plan, choice: Choice): Promise<Outcome> {
  if (choice === 'none') return { kind: 'chosen', picture: undefined };
  if (choice === 'keep') return { kind: 'chosen', picture: plan.picture };
  const uri = choice === 'ask' ? (await askForPictures())?.[0] : choice;
  return uri ? prepared(engine, uri) : { kind: 'again' };
}

async function prepared(engine: Engine, uri: vscode.Uri): Promise<Outcome> {
  const source = pictureFile(uri);
  const title = vscode.l10n.t('Preparing {0}', source.name);
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
