// Set Callback Signing Secret: what a service's dashboard shows, kept like a key, so that its callbacks can be told from forged ones.

import * as vscode from 'vscode';
import { RequestError, type Engine } from '../../core/engine';
import { addressFor } from '../../core/public/address';
import { callbackSecretsOver } from '../../core/public/keeping';
import type { Service } from '../../core/service';
import { shortName } from '../../core/services/short-name';
import { EditorSettings } from '../settings';
import { withoutLinks } from '../views/texts';
import type { Command } from './command';
import { pickService, serviceIdOf } from './serviceArgument';

/** Returns whether a secret was kept, or taken out by leaving the box empty. */
export const setSigningSecret: Command = async (app, argument) => {
  const engine = await app.engine();
  const signing = await signingServices(engine);
  const suits = ({ id }: Service) => signing.has(id);
  if (serviceIdOf(argument) === undefined && signing.size === 0) throw nobodySigns();
  const service = await pickService(app, argument, suits, vscode.l10n.t('Whose signing secret do you have?'));
  if (!service) return false;
  const baseUrl = signing.get(service.id);
  if (baseUrl === undefined) throw nobodySigns(service);
  if (addressFor(new EditorSettings().publicAccess(), baseUrl) === undefined) return await withoutAddress(service);
  const { origin } = new URL(baseUrl);
  const secret = await ask(service, origin);
  if (secret === undefined) return false;
  const remember = (one: string): void => (one === '' ? undefined : app.keys.remember(one));
  await callbackSecretsOver(app.context.secrets, remember).set(service.id, origin, secret);
  const done =
    secret === ''
      ? vscode.l10n.t('No signing secret of {0} is kept any more.', shortName(service))
      : vscode.l10n.t('The signing secret of {0} is set.', shortName(service));
  void vscode.window.showInformationMessage(withoutLinks(done));
  return true;
};

/** Services that sign with a secret from their dashboard, by the key that is set now, each with its base URL. */
async function signingServices(engine: Engine): Promise<ReadonlyMap<string, string>> {
  const states = await Promise.all(engine.services().map(({ id }) => engine.serviceState(id)));
  const signing = states.filter(({ dialect }) => dialect.callback?.signature?.secret === 'dashboard');
  return new Map(signing.map(({ service, baseUrl }) => [service.id, baseUrl]));
}

function nobodySigns(service?: Service): RequestError {
  const sentence = service
    ? vscode.l10n.t('{0} signs no callbacks with a secret of its dashboard, as its key is set now.', shortName(service))
    : vscode.l10n.t('No service signs its callbacks with a secret of its dashboard, as the keys are set now.');
  const next = vscode.l10n.t('US Video API does with a key that begins with usv_: set that key first.');
  return new RequestError('not-possible', `${sentence} ${next}`);
}

/** Without a public address nobody calls back, and there is nothing to verify. */
async function withoutAddress(service: Service): Promise<false> {
  const open = vscode.l10n.t('Open Settings');
  const sentence = vscode.l10n.t(
    '{0} calls back only where “{1}” leads to this editor. Set it first.',
    shortName(service),
    'reelwright.publicAddress',
  );
  if ((await vscode.window.showInformationMessage(withoutLinks(sentence), open)) === open) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'reelwright.publicAddress');
  }
  return false;
}

async function ask({ name }: Service, origin: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Signing secret of {0}', name),
    prompt: vscode.l10n.t(
      "It verifies the callbacks of {0}. It is kept in the editor's secret storage and sent nowhere.",
      origin,
    ),
    placeHolder: vscode.l10n.t('Paste the secret that the dashboard shows for webhooks; empty removes the kept one'),
    password: true,
    ignoreFocusOut: true,
    validateInput: text => secretProblem(text.trim()),
  });
  return typed?.trim();
}

/** Why that cannot be a secret; undefined where it can. Never repeats it. */
function secretProblem(secret: string): string | undefined {
  if (secret === '') return undefined;
  if (secret.length < 8) return vscode.l10n.t('That is too short for a signing secret. Copy it once more.');
  if (secret.length > 4096) return vscode.l10n.t('That is too long for a signing secret. Copy only the secret.');
  if (/\s/.test(secret)) return vscode.l10n.t('A signing secret has no spaces or line breaks. Copy only the secret.');
  return undefined;
}
