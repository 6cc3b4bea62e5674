// A press of Generate: at most what was shown, at the price shown, once. The only way from the Create view to spending.

import * as vscode from 'vscode';
import { RequestError, type Engine } from '../../../core/engine';
import type { GenerationRequest } from '../../../core/request';
import type { Outcome } from '../../../protocol/create';
import { withoutLinks } from '../texts';
import { clipsOf } from './requests';
import { formRequests, formService, priceOf, problemsOf, type FormParts } from './snapshot';
import type { Shown } from './spendGuard';

export interface Press {
  readonly token: string;
  /** The view's name of this press. */
  readonly press: string;
}

/** Answers a press. Never throws: what went wrong is a sentence in the outcome or beside a field. */
export async function answerPress(engine: Engine, parts: FormParts, { token, press }: Press): Promise<Outcome> {
  const grant = parts.guard.begin(token);
  if (grant.kind === 'refused') return { kind: 'notSent', press };
  let outcome: Outcome = { kind: 'notSent', press };
  try {
    outcome = await send(engine, parts, grant.shown, press);
  } catch (error) {
    outcome = { kind: 'notSent', press, message: refusal(parts, error) };
  } finally {
    parts.guard.end(outcome.kind === 'queued');
  }
  return outcome;
}

async function send(engine: Engine, parts: FormParts, shown: Shown, press: string): Promise<Outcome> {
  const unsent = (message?: string): Outcome => ({ kind: 'notSent', press, message });
  const { well } = parts;
  const state = await formService(engine, parts);
  if (state.key === 'missing') return unsent(vscode.l10n.t('{0} needs an API key first.', state.service.name));
  if (well.items.some(item => item.state === 'preparing')) {
    return unsent(vscode.l10n.t('A picture is still being prepared. Press Generate again when it is there.'));
  }
  if (well.items.some(item => item.state === 'failed')) {
    return unsent(); // The well says which and why.
  }
  const { requests } = formRequests(parts, state);
  if ((await problemsOf(engine, requests)).length > 0) return unsent();
  if (!(await agreed(engine, requests, shown, state.service))) return unsent();
  return await queue(engine, parts, requests, press);
}

/** Whether what would be queued is what was shown, or the person says yes to the difference. */
async function agreed(
  engine: Engine,
  requests: readonly GenerationRequest[],
  shown: Shown,
  service: { readonly id: string; readonly name: string },
): Promise<boolean> {
  const price = await priceOf(engine, requests);
  const clips = clipsOf(requests);
  const asShown = service.id === shown.service && clips <= shown.clips && price?.text === shown.price;
  if (price?.free || asShown) return true;
  const cost = price?.text ?? vscode.l10n.t('price unknown');
  const now = service.id === shown.service ? cost : `${service.name}, ${cost}`;
  const go = vscode.l10n.t('Generate');
  const choice = await vscode.window.showWarningMessage(
    clips === 1 ? vscode.l10n.t('Generate 1 clip: {0}?', now) : vscode.l10n.t('Generate {0} clips: {1}?', clips, now),
    {
      modal: true,
      detail: vscode.l10n.t(
        'When you pressed the button it said {0} for {1}. Nothing has been sent.',
        shown.price ?? vscode.l10n.t('price unknown'),
        shown.clips === 1 ? vscode.l10n.t('1 clip') : vscode.l10n.t('{0} clips', shown.clips),
      ),
    },
    go,
  );
  return choice === go;
}

/** Queues request by request; what became clips leaves the well if a later one is refused, so that no press makes it twice. */
async function queue(
  engine: Engine,
  { well }: FormParts,
  requests: readonly GenerationRequest[],
  press: string,
): Promise<Outcome> {
  let clips = 0;
  const done = new Set<string>();
  try {
    for (const request of requests) {
      clips += (await engine.generate(request, 'view')).length;
      if (request.picture) done.add(request.picture.sha256);
    }
  } catch (error) {
    if (clips === 0) throw error;
    well.removePictures(done);
    const rest = vscode.l10n.t(
      'Of {0} clips, {1} are queued; the pictures left here are not: {2}',
      clipsOf(requests),
      clips,
      words(error),
    );
    void vscode.window.showErrorMessage(withoutLinks(rest));
  }
  return { kind: 'queued', press, clips };
}

/** Puts a refusal beside its fields; returns the sentence for what concerns none. */
function refusal({ session }: FormParts, error: unknown): string | undefined {
  if (error instanceof RequestError && error.fields && error.fields.length > 0) {
    session.refused = error.fields;
    return undefined;
  }
  return words(error);
}

function words(error: unknown): string {
  if (error instanceof RequestError) return error.message;
  const reason = error instanceof Error ? error.message : String(error);
  return vscode.l10n.t('Nothing more was queued: {0}', reason.slice(0, 300));
}
