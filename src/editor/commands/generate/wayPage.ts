// How the picture reaches a service that takes addresses only: asked where no way is open, and changed on the last page.

import * as vscode from 'vscode';
import type { Engine, ServiceState } from '../../../core/engine';
import type { PublicAccess } from '../../../core/ports';
import { addressFor, pictureAddressProblem } from '../../../core/public/address';
import type { PictureRoute } from '../../../core/request';
import { shortName } from '../../../core/services/short-name';
import { EditorSettings } from '../../settings';
import type { Plan } from './plan';
import { askForItem, askForText, type Answer } from './steps';

interface Frame {
  readonly title: string;
  readonly step?: number;
  readonly totalSteps?: number;
}
type Item = vscode.QuickPickItem & { readonly way: PictureRoute['kind'] | 'setting' };

/** Whether the user must say how the picture goes, since no way is open. */
export function mustAskForWay({ picture, pictureRoute }: Plan, state: ServiceState): boolean {
  return picture !== undefined && state.pictureRoute === 'choose' && pictureRoute === undefined;
}

/** The way in a few words; undefined where the service takes the picture itself, or there is none. */
export function wayText({ picture, pictureRoute }: Plan, state: ServiceState): string | undefined {
  if (state.pictureRoute === undefined) return undefined;
  if (!picture && pictureRoute?.kind !== 'address') return undefined;
  switch (pictureRoute?.kind ?? state.pictureRoute) {
    case 'address':
      return pictureRoute?.kind === 'address' ? pictureRoute.url : '';
    case 'public':
      return vscode.l10n.t('from this editor, through your public address');
    case 'data':
      return vscode.l10n.t('inside the request, as a data: URL');
    case 'choose':
      return vscode.l10n.t('choose how it reaches the service');
  }
}

/** Asks for an https address of a picture. */
export async function askForAddress(frame: Frame, value: string): Promise<Answer<PictureRoute>> {
  const answer = await askForText({
    ...frame,
    placeholder: 'https://example.com/picture.jpg',
    prompt: vscode.l10n.t('The service fetches the picture from this https address.'),
    value,
    check: async url => pictureAddressProblem(url),
    back: true,
  });
  return answer.kind === 'next' ? { kind: 'next', value: { kind: 'address', url: answer.value.trim() } } : answer;
}

/** Asks for one of the ways that are possible now, or for another address where that is all there is; choosing a `data:` URL allows it for the service, as the list says. */
export async function askForWay(
  engine: Engine,
  state: ServiceState,
  plan: Plan,
  frame: Frame,
): Promise<Answer<PictureRoute>> {
  const typed = plan.pictureRoute?.kind === 'address' ? plan.pictureRoute.url : '';
  if (!plan.picture) return askForAddress(frame, typed);
  const items = wayItems(state, new EditorSettings().publicAccess());
  for (;;) {
    const answer = await askForItem<Item>({
      ...frame,
      placeholder: vscode.l10n.t(
        '{0} takes a picture only by its address. How shall it get it?',
        shortName(state.service),
      ),
      items,
      active: items.find(({ way }) => way === plan.pictureRoute?.kind),
      back: true,
    });
    if (answer.kind !== 'next') return answer;
    const { way } = answer.value;
    if (way === 'setting') {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'reelwright.publicAddress');
      return { kind: 'cancel' };
    }
    if (way !== 'address') {
      if (way === 'data') await engine.allowDataUrl(state.service.id);
      return { kind: 'next', value: { kind: way } };
    }
    const address = await askForAddress(frame, typed);
    if (address.kind !== 'back') return address;
  }
}

function wayItems({ baseUrl, pictureRoute }: ServiceState, access: PublicAccess): Item[] {
  const address = pictureRoute === 'public' ? addressFor(access, baseUrl) : undefined;
  return [
    { way: 'address', label: vscode.l10n.t('$(link) By an https address of its own…') },
    ...(address === undefined ? [] : [publicItem(new URL(address).host)]),
    {
      way: 'data',
      label: vscode.l10n.t('$(file-binary) Inside the request, as a data: URL'),
      detail: vscode.l10n.t('Not documented there, and may be refused. Remembered for this service.'),
    },
    ...(address === undefined ? [settingItem(access.problem)] : []),
  ];
}

function publicItem(host: string): Item {
  return { way: 'public', label: vscode.l10n.t('$(radio-tower) From this editor, through {0}', host) };
}

function settingItem(problem: string | undefined): Item {
  return {
    way: 'setting',
    label: vscode.l10n.t('$(gear) Set a public address of this editor…'),
    detail: problem ?? vscode.l10n.t('Opens the settings and ends here: begin again afterwards.'),
  };
}
