// Builds what the form shows, whole, from what the engine knows and what the user typed. Nothing here asks the network.

import type { Engine, ServiceState } from '../../../core/engine';
import type { PublicAccess } from '../../../core/ports';
import type { FieldProblem, GenerationRequest } from '../../../core/request';
import type { Snapshot } from '../../../protocol/create';
import type { WayFacts } from '../../../protocol/pictureWay';
import { optionLabels } from '../optionLabels';
import { leftOutSentences } from './leftOut';
import { serviceNote } from './notes';
import { offeredPicture } from './pictureFiles';
import { priceText } from './price';
import { clipsOf, requestsOf } from './requests';
import type { FormSession } from './session';
import type { SpendGuard } from './spendGuard';
import { waysOf } from './ways';
import type { Well } from './well';

/** What a snapshot is made from. */
export interface FormParts {
  readonly session: FormSession;
  readonly well: Well;
  readonly guard: SpendGuard;
  /** What was left out of the well, and why. */
  readonly wellNote: string | undefined;
  /** The service of a form in which nobody has chosen one. */
  readonly defaultService: string;
  /** How the internet reaches this editor, by the settings. */
  readonly publicAccess: PublicAccess;
}

/** The service that the form is for; settles what a switch of service drops. */
export async function formService(engine: Engine, parts: FormParts): Promise<ServiceState> {
  const { session } = parts;
  const known = new Set(engine.services().map(service => service.id));
  const wanted = [session.draft.service, parts.defaultService, 'sandbox'].find(id => id !== undefined && known.has(id));
  const state = await engine.serviceState(wanted ?? engine.services()[0]?.id ?? '');
  session.settleService({ id: state.service.id, dialect: state.dialect.id, specs: state.options });
  // Prices as they are today; nobody is asked before a key was entered.
  if (state.key === 'secrets' || state.key === 'environment') engine.freshenService(state.service.id);
  return state;
}

/** What a press would send as the form stands: at most this, at the price that is shown beside it. */
export function formRequests(
  { session, well, publicAccess }: FormParts,
  state: ServiceState,
): { readonly requests: readonly GenerationRequest[]; readonly ways: WayFacts | undefined } {
  const ways = waysOf(state, publicAccess);
  return { requests: requestsOf(session.draft, state.service.id, state.options, well.ready, ways), ways };
}

export async function buildSnapshot(engine: Engine, parts: FormParts): Promise<Snapshot> {
  const { session, well, guard } = parts;
  const answers = session.seq;
  const state = await formService(engine, parts);
  // At once, before anything is awaited: an edit that comes meanwhile may be another service's.
  const { requests, ways } = formRequests(parts, state);
  const dropped = leftOutSentences(session, state, ways, well.items.length, optionLabels(engine));
  const problems = [...(await problemsOf(engine, requests)), ...session.refused];
  const price = (await priceOf(engine, requests))?.text;
  const clips = clipsOf(requests);
  const open = await offeredPicture(well);
  return {
    type: 'snapshot',
    answers,
    services: engine.services().map(({ id, name }) => ({ id, name })),
    service: {
      id: state.service.id,
      name: state.service.name,
      key: state.key === undefined ? 'none' : state.key === 'missing' ? 'missing' : 'set',
      ...serviceNote(state, Date.now()),
      literal: state.dialect.blocksLoosePrompts === true,
      promptMaxLength: state.dialect.promptMaxLength,
      options: state.options,
      ways,
    },
    well: { items: well.items, note: parts.wellNote, open },
    dropped,
    price,
    clips,
    problems,
    fill: session.fill,
    outcome: session.outcome,
    token: guard.issue({ service: state.service.id, clips, price }),
  };
}

/** The problems of all requests, each sentence once: requests of one form differ in their picture alone. */
export async function problemsOf(
  engine: Engine,
  requests: readonly GenerationRequest[],
): Promise<readonly FieldProblem[]> {
  const all = (await Promise.all(requests.map(request => engine.validate(request)))).flat();
  return all.filter(
    (one, index) => all.findIndex(other => other.field === one.field && other.message === one.message) === index,
  );
}

/** Undefined where the request is not one that has a price yet. */
export async function priceOf(
  engine: Engine,
  requests: readonly GenerationRequest[],
): Promise<{ readonly text: string; readonly free: boolean } | undefined> {
  try {
    const estimates = await Promise.all(requests.map(request => engine.estimate(request)));
    return { text: priceText(estimates), free: estimates.every(estimate => estimate.unit === 'free') };
  } catch {
    return undefined; // A request with problems may have no price; the problems say why.
  }
}
