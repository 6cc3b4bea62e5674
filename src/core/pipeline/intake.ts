// Where a request enters: checked, priced, and written down as one job per take. Nothing is sent here.

import type { Origin } from '../engine';
import { RequestError } from '../engine';
import { hasCode } from '../file-error';
import type { Estimate } from '../job';
import * as l10n from '@vscode/l10n';
import { estimateOf } from '../money/estimate';
import type { FieldProblem, GenerationRequest, Options } from '../request';
import type { Dialect, Price } from '../service';
import { compact } from '../store/job-folder';
import { newJobId } from '../store/layout';
import type { RecordBody } from '../store/records';
import { ReadOnlyStoreError } from '../store/read-only';
import { randomHex } from '../store/whole';
import { isPictured } from '../public/routes';
import type { Routed } from '../public/routes';
import { firstSeed } from './seed';
import { problemsFor, takesProblem } from './validate';
import type { Work } from './work';

export interface Priced {
  readonly dialect: Dialect;
  readonly price: Price;
  readonly creditPrice?: number;
  /** How the picture would go, or why it cannot yet. */
  readonly routed: Routed;
  /** A key stands in the text. */
  readonly secret?: FieldProblem;
}

/** Every problem of a request, for one dialect. */
export function requestProblems(priced: Priced, request: GenerationRequest): FieldProblem[] {
  const problems = problemsFor(priced.dialect, request);
  const others = [priced.secret, priced.routed.problem, takesProblem(request.takes ?? 1)];
  return [...problems, ...others.filter(problem => problem !== undefined)];
}

/** Writes one durable job per take; resolves to their ids. @throws RequestError */
export async function queueJobs(
  work: Work,
  request: GenerationRequest,
  priced: Priced,
  origin: Origin,
  retryOf?: string,
): Promise<string[]> {
  const problems = requestProblems(priced, request);
  if (problems.length > 0) {
    throw new RequestError('invalid-request', problems.map(problem => problem.message).join(' '), problems);
  }
  const at = work.ports.clock.now();
  const group = newJobId(at, randomHex(work.ports.random, 5));
  const takes = request.takes ?? 1;
  const estimate = estimateOf(priced.price, 1, priced.creditPrice);
  const specs = Array.from({ length: takes }, (_, index) =>
    specOf(work, request, { ...priced, estimate, origin, group, retryOf, at, take: index + 1 }),
  );
  const { made, error } = await createAll(work, specs, at);
  for (const { id, take, dialect } of made) {
    work.ports.log.write('info', 'queued', {
      job: id,
      service: request.service,
      dialect,
      take,
      takes,
      origin,
      retryOf,
    });
  }
  if (error !== undefined) throw made.length === 0 ? storeProblem(error) : partlyQueued(made.length, takes);
  return specs.map(spec => spec.id);
}

/** Which of them exist, and what went wrong with the others. */
async function createAll(
  work: Work,
  specs: readonly RecordBody<'spec'>[],
  at: number,
): Promise<{ made: readonly RecordBody<'spec'>[]; error: unknown }> {
  let error: unknown;
  const make = async (spec: RecordBody<'spec'>) => {
    try {
      await work.store.create(spec, at);
    } catch (reason) {
      error ??= reason;
      // It may be there all the same: what failed may have come after its record.
      await work.store.refresh(spec.id).catch(() => undefined);
    }
  };
  await Promise.all(specs.map(make));
  const made = specs.filter(({ id }) => work.store.get(id) !== undefined);
  return { made, error: made.length < specs.length ? error : undefined };
}

function partlyQueued(made: number, takes: number): RequestError {
  const message =
    made === 1
      ? l10n.t(
          '1 of {0} takes is queued and will be sent. The others could not be written down and will not: make room on the disk, then generate only those that are missing.',
          takes,
        )
      : l10n.t(
          '{0} of {1} takes are queued and will be sent. The others could not be written down and will not: make room on the disk, then generate only those that are missing.',
          made,
          takes,
        );
  return new RequestError('store-full', message);
}

interface Take {
  readonly dialect: Dialect;
  readonly routed: Routed;
  readonly estimate: Estimate;
  readonly origin: Origin;
  readonly group: string;
  readonly retryOf: string | undefined;
  readonly at: number;
  readonly take: number;
}

function specOf(work: Work, request: GenerationRequest, take: Take): RecordBody<'spec'> {
  return compact<RecordBody<'spec'>>({
    id: newJobId(take.at, randomHex(work.ports.random, 5)),
    service: request.service,
    dialect: take.dialect.id,
    prompt: request.prompt,
    options: optionsOfTake(request.options, take.take),
    defaults: defaultsOf(take.dialect, request),
    seed: firstSeed(work.ports.random, take.dialect, request, take.take),
    picture: request.picture,
    pictureRoute: take.routed.route,
    take: take.take,
    takes: request.takes ?? 1,
    group: take.group,
    retryOf: take.retryOf,
    origin: take.origin,
    estimate: take.estimate,
  });
}

/** What the service does where nothing was chosen: for rows and details, never sent. */
function defaultsOf(dialect: Dialect, request: GenerationRequest): RecordBody<'spec'>['defaults'] {
  const kind = isPictured(request) ? 'picture' : 'text';
  const specs = dialect.options().filter(spec => spec.only === undefined || spec.only === kind);
  const missing = specs.filter(spec => spec.default !== undefined && request.options[spec.name] === undefined);
  return Object.fromEntries(missing.map(spec => [spec.name, spec.default ?? '']));
}

/** Takes with one seed would be the same clip, paid for again: each further take counts it up. */
function optionsOfTake(options: Options, take: number): Options {
  return typeof options.seed === 'number' && take > 1 ? { ...options, seed: options.seed + take - 1 } : options;
}

/** A store that cannot be written, in a sentence. */
export function storeProblem(error: unknown): unknown {
  if (error instanceof ReadOnlyStoreError) {
    return new RequestError('store-read-only', error.message);
  }
  if (hasCode(error, 'ENOSPC', 'EDQUOT')) {
    return new RequestError(
      'store-full',
      l10n.t(
        'The disk is full, so the job could not be written down and was not sent. Free some room and generate again.',
      ),
    );
  }
  if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) {
    return new RequestError(
      'store-read-only',
      l10n.t(
        'The extension’s storage folder cannot be written, so nothing was sent. Check its permissions and generate again.',
      ),
    );
  }
  return error;
}
