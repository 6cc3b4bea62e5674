// Finds a service's own words in an answer that is not what was asked for, in every error shape that the pages show.

import * as l10n from '@vscode/l10n';
import type { HttpAnswer } from '../ports';
import type { ServiceError } from '../service';
import { excerpt, parseJson, plainText, toNumber } from './answers';

/**
 * The documented error bodies: `{detail}` (usvideo-docs.txt, *Standard error response shape*), `{error, message}`
 * (usvideo-platform.txt), `{error: {code, message, retry_after}}` (seedance-tv.txt, vibegen.txt), `{code, message}`
 * (inferred for seedanceapi.txt, which shows none).
 */
export type ErrorShape = 'detail' | 'error-message' | 'error-object' | 'code-message';

export interface Failure {
  readonly error: ServiceError;
  /** The shape that the body has to the letter; undefined: none of those that the service documents. */
  readonly shape: ErrorShape | undefined;
  /** Seconds, where the body names them. */
  readonly retryAfterSeconds?: number;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function own(fields: Fields | undefined, name: string): unknown {
  return fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function words(value: unknown): string | undefined {
  return typeof value === 'string' ? plainText(value) || undefined : undefined;
}

/** Undefined where the body does not have that shape to the letter. */
const shapes: Record<ErrorShape, (body: Fields) => { readonly code?: string; readonly message: string } | undefined> = {
  detail: body => {
    const message = words(own(body, 'detail'));
    return message === undefined ? undefined : { message };
  },
  'error-message': body => coded(own(body, 'error'), own(body, 'message')),
  'error-object': body => {
    const error = fieldsOf(own(body, 'error'));
    return coded(own(error, 'code'), own(error, 'message'));
  },
  'code-message': body => coded(own(body, 'code'), own(body, 'message')),
};

function coded(code: unknown, message: unknown): { code: string; message: string } | undefined {
  const said = words(message);
  const name = words(code);
  return said === undefined || name === undefined ? undefined : { code: name, message: said };
}

/** Reads a failure; `documented` are the shapes that the service's own page shows, first one first. */
export function readFailure(answer: HttpAnswer, documented: readonly ErrorShape[]): Failure {
  const body = fieldsOf(parseJson(answer.text));
  const retryAfterSeconds = toNumber(own(fieldsOf(own(body, 'error')), 'retry_after') ?? own(body, 'retry_after'));
  const waits = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  for (const shape of documented) {
    const found = body && shapes[shape](body);
    if (found) return { error: serviceError(answer.status, found.message, found.code), shape, ...waits };
  }
  return { error: looseError(answer, body), shape: undefined, ...waits };
}

/** No documented shape: whatever words there are, else the beginning of the answer. */
function looseError(answer: HttpAnswer, body: Fields | undefined): ServiceError {
  const error = own(body, 'error');
  const code = words(own(fieldsOf(error), 'code')) ?? words(own(body, 'code'));
  const said =
    spoken(own(body, 'detail')) ??
    words(own(fieldsOf(error), 'message')) ??
    words(own(body, 'message')) ??
    words(own(body, 'error_message')) ??
    spoken(error);
  return serviceError(answer.status, said ?? nonsense(answer), code);
}

/** A detail that is a list or an object, as text: `duration: must be an integer`. */
function spoken(value: unknown, depth = 0): string | undefined {
  if (typeof value !== 'object' || value === null) return words(value);
  if (depth > 3) return undefined;
  if (Array.isArray(value)) {
    const parts = value.slice(0, 20).map(part => spoken(part, depth + 1));
    return words(parts.filter(part => part !== undefined).join('; '));
  }
  const fields = value as Fields;
  const message = words(own(fields, 'msg')) ?? words(own(fields, 'message'));
  const place = own(fields, 'loc');
  const where = Array.isArray(place)
    ? place.slice(0, 10).filter(part => typeof part === 'string' || typeof part === 'number')
    : [];
  if (message !== undefined) return words(where.length > 0 ? `${where.join('.')}: ${message}` : message);
  const parts = Object.entries(fields).slice(0, 20);
  const lines = parts.map(([name, inside]) => [name, spoken(inside, depth + 1)] as const);
  return words(lines.flatMap(([name, line]) => (line === undefined ? [] : [`${name}: ${line}`])).join('; '));
}

function serviceError(httpStatus: number, message: string, code?: string): ServiceError {
  const usable = code !== undefined && /^[A-Za-z][\w.-]{0,63}$/.test(code);
  return { code: usable ? code : `http-${httpStatus}`, message, httpStatus };
}

function nonsense(answer: HttpAnswer): string {
  const start = excerpt(answer.text);
  return start === ''
    ? l10n.t('The service answered {0} without a word.', answer.status)
    : l10n.t(
        'The service answered {0} with something that its documentation does not describe: {1}',
        answer.status,
        start,
      );
}

/** An answer with a good status whose content makes no sense. */
export function unreadable(answer: HttpAnswer, code: 'unreadable' | 'no-id' = 'unreadable'): ServiceError {
  return { code, message: nonsense(answer), httpStatus: answer.status };
}

/** The job's own failure, from a status answer. `said` undefined: the service gave no reason. */
export function jobFailure(said: string | undefined, code?: string): ServiceError {
  const message = said ?? l10n.t('The service says that the job failed, and gives no reason.');
  const usable = code !== undefined && /^[A-Za-z][\w.-]{0,63}$/.test(code);
  return { code: usable ? code : 'failed', message, ...(soundsBlocked(message) ? { safety: true } : {}) };
}

/** Only decides whether a rewritten prompt is offered, never what became of a job: words are no verdict. */
function soundsBlocked(message: string): boolean {
  return /content policy|safety|moderation/i.test(message);
}
