// Turns the errors of Node and undici into the few failures that the product tells apart.

import type { NetFailure } from '../ports';
import { blockedCode } from './addresses';
import { RouteFailure } from './route';

/** OpenSSL's verification results as Node names them, and Node's own check of the certificate's names. */
const certificateCodes =
  /^(CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$|ERR_TLS_CERT_)/;

/** Headers beyond what the parser takes: Node and undici differ in the name. */
const overflowCodes = new Set(['HPE_HEADER_OVERFLOW', 'UND_ERR_HEADERS_OVERFLOW']);

/** The parser's codes for an answer that simply stopped, which is no sign of a confused server. */
const cutCodes = new Set(['HPE_INVALID_EOF_STATE', 'HPE_CLOSED_CONNECTION']);

const detailLimit = 200;

/**
 * What an error means. Error codes do not tell a request that was sent from one that was not (`ECONNRESET` is both), so
 * `sent` comes from the caller: before anything was sent every unexplained error means that there is no connection.
 */
export function failureOf(error: unknown, sent: boolean): { failure: NetFailure; detail: string } {
  if (error instanceof RouteFailure) return { failure: error.failure, detail: error.message };
  return { failure: isParserError(error) ? 'malformed' : kindOf(codeOf(error), sent), detail: detailOf(error) };
}

function kindOf(code: string, sent: boolean): NetFailure {
  if (code === blockedCode) return 'blocked';
  if (code === 'ERR_INVALID_CHAR' || code === 'UND_ERR_INVALID_ARG') return 'malformed';
  if (!sent) return certificateCodes.test(code) ? 'untrusted' : 'unreachable';
  if (overflowCodes.has(code)) return 'too-large';
  return code.startsWith('HPE_') && !cutCodes.has(code) ? 'malformed' : 'closed';
}

/** undici's parser errors come without a code; those of an answer that stopped speak of its end. */
function isParserError(error: unknown): boolean {
  return error instanceof Error && error.name === 'HTTPParserError' && !error.message.includes('EOF');
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Trying several addresses at once ends in one error that holds the others.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return '';
}

function detailOf(error: unknown): string {
  const code = codeOf(error);
  const words = messageOf(error).trim();
  const text = code === '' || words.includes(code) ? words : `${words} (${code})`.trim();
  return withoutPasswords(text).slice(0, detailLimit);
}

/** The editor's errors name the proxy as it was configured, in older versions with its user name and password. */
function withoutPasswords(text: string): string {
  return text.replaceAll(/\S+@/g, '');
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return messageOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  // OpenSSL's message is a line of its error queue; the reason is its readable part.
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}
