// What of the form a request does not carry, said in the form: what a switch of service dropped, and what a first frame rules out.

import * as vscode from 'vscode';
import type { ServiceState } from '../../../core/engine';
import { beginsWithPicture, typedAddress, type WayFacts } from '../../../protocol/pictureWay';
import type { FormSession } from './session';

/** `pictures`: how many the well holds; `labels`: what options are called. Undefined: nothing is left out. */
export function leftOutSentences(
  session: Pick<FormSession, 'draft' | 'dropped'>,
  { service, options }: Pick<ServiceState, 'service' | 'options'>,
  ways: WayFacts | undefined,
  pictures: number,
  labels: ReadonlyMap<string, string>,
): string | undefined {
  const { draft, dropped } = session;
  const pictured = beginsWithPicture(ways, draft, pictures);
  const unfit = options.filter(({ name, only }) => {
    const value = draft.options[name];
    return value !== undefined && value !== '' && only !== undefined && (only === 'picture') !== pictured;
  });
  // Settings used again may be of a form that a key has changed since.
  const unknown = Object.keys(draft.options).filter(
    name => draft.options[name] !== '' && !options.some(spec => spec.name === name),
  );
  const gone = [...new Set([...dropped, ...unknown.map(name => labels.get(name) ?? name)])];
  const sentences = [
    gone.length === 0
      ? undefined
      : vscode.l10n.t('{0} does not take these as they were, so they are not kept: {1}.', service.name, list(gone)),
    !ways && pictures === 0 && typedAddress(draft, undefined).trim() !== ''
      ? vscode.l10n.t('{0} takes a picture file and no address, so the address is left out.', service.name)
      : undefined,
    unfit.length === 0 ? undefined : unfitSentence(pictured, list(unfit.map(({ label }) => label))),
  ].filter(sentence => sentence !== undefined);
  return sentences.length > 0 ? sentences.join(' ') : undefined;
}

function unfitSentence(pictured: boolean, labels: string): string {
  return pictured
    ? vscode.l10n.t('Left out, since it is for clips without a first frame: {0}.', labels)
    : vscode.l10n.t('Left out, since it is for clips with a first frame: {0}.', labels);
}

function list(labels: readonly string[]): string {
  return labels.join(', ');
}
