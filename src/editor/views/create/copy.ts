// Copies what a press of Generate would send as the form stands. Nothing is sent, queued or registered by it.

import * as vscode from 'vscode';
import type { Engine } from '../../../core/engine';
import type { SentRequest } from '../../../core/services/copy/sent';
import { formRequests, formService, problemsOf, type FormParts } from './snapshot';

export interface FormCopy {
  readonly request: SentRequest;
  /** What else a press would do, in a sentence. */
  readonly also?: string;
}

/** Undefined: something is missing, which stands beside its field. @throws RequestError `not-possible`, `picture-unreadable` */
export async function copyOfForm(engine: Engine, parts: FormParts): Promise<FormCopy | undefined> {
  const state = await formService(engine, parts);
  const { requests } = formRequests(parts, state);
  const [first, ...others] = requests;
  const unready = parts.well.items.some(item => item.state !== 'ready');
  if (!first || unready || (await problemsOf(engine, requests)).length > 0) return undefined;
  const request = await engine.sentRequest(first);
  if (others.length > 0) {
    return { request, also: vscode.l10n.t('It is the first of {0}, one for each picture.', requests.length) };
  }
  const takes = first.takes ?? 1;
  return takes > 1
    ? { request, also: vscode.l10n.t('Generate would send it {0} times, once for each take.', takes) }
    : { request };
}
