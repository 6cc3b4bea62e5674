// Turns what services answer into typed fields, leniently; nothing in here ever throws.

import * as z from 'zod';

/** Longest text of a service that is kept, in characters. */
export const maxTextLength = 2000;
const excerptLength = 200;

/** No documented answer is nested deeper than four levels; parsing millions of them would block the host for a second. */
const deepest = 100;

/** Parses an answer's text; undefined where it is not JSON, or is nested more than 100 levels deep. */
export function parseJson(text: string): unknown {
  if (isDeep(text)) return undefined;
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

function isDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}

/** Parses `value`; undefined where it does not fit at all. */
export function readAs<S extends z.ZodType>(schema: S, value: unknown): z.output<S> | undefined {
  try {
    const result = schema.safeParse(value);
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}

// Control characters but the line feed, and the marks that reorder text: neither has a place in a message.
// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFEFF]+/g;

/** Plain text for people: no control characters, no reordering marks, at most `length` characters. */
export function plainText(text: string, length = maxTextLength): string {
  const clean = text
    .slice(0, length * 2)
    .replace(/\r\n?/g, '\n')
    .replace(unprintable, ' ')
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .trim();
  if (clean.length <= length) return clean;
  return `${clean.slice(0, length - 1).replace(/\p{Surrogate}$/u, '')}…`;
}

/** The first 200 characters of an answer that makes no sense, on one line. */
export function excerpt(text: string): string {
  return plainText(text.slice(0, 4 * excerptLength).replace(/\s+/g, ' '), excerptLength);
}

function toText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return plainText(value) || undefined;
}

/** A finite number, also from a string (`"5"`). */
export function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value.slice(0, 40)) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function toAmount(value: unknown): number | undefined {
  if (typeof value === 'string') {
    const digits = /^\s*(?:USD\s*|US)?\$?\s*(\d[\d,]*(?:\.\d+)?)\s*(?:USD)?\s*$/i.exec(value.slice(0, 40))?.[1];
    return digits === undefined ? undefined : Number(digits.replaceAll(',', ''));
  }
  const number = toNumber(value);
  return number === undefined || number < 0 ? undefined : number;
}

function toLink(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 8000) return undefined;
  const link = value.trim();
  if (!/^https?:\/\//i.test(link) || !URL.canParse(link)) return undefined;
  return link;
}

function toFirstLink(value: unknown): string | undefined {
  const candidates: readonly unknown[] = Array.isArray(value) ? value.slice(0, 20) : [value];
  return candidates.map(toLink).find(found => found !== undefined);
}

function toInstant(value: unknown): number | undefined {
  const number = toNumber(value);
  // Unix seconds stay below 1e11 until the year 5138; what is above counts milliseconds.
  const instant = number !== undefined ? (number < 1e11 ? number * 1000 : number) : parseDate(value);
  return instant !== undefined && instant > 0 && instant < 8.64e15 ? instant : undefined;
}

function parseDate(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > 60) return undefined;
  // Without a zone a date is the service's own time, which is most often UTC and never this machine's.
  const instant = Date.parse(hasZone(value) ? value : inUtc(value.trim()));
  return Number.isNaN(instant) ? undefined : instant;
}

/** A zone that dates are read with, behind the time: `Z`, `GMT+0100`, `+01:00`. */
const zoned = /\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:[ap]m\s*)?(?:Z|UTC?|GMT|[ECMP][SD]T|[+-]\d\d)/i;

function hasZone(date: string): boolean {
  return zoned.test(date);
}

function inUtc(date: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(date)) return date;
  return /^\d{4}-\d\d-\d\d[T ]/i.test(date) ? `${date.replace(/[T ]\s*/i, 'T')}Z` : `${date} UTC`;
}

function toCreated(value: unknown): { readonly createdAt?: number; readonly createdAtLoose?: true } {
  const createdAt = toInstant(value);
  if (createdAt === undefined) return {};
  const isLoose = typeof value === 'string' && toNumber(value) === undefined && !hasZone(value);
  return isLoose ? { createdAt, createdAtLoose: true } : { createdAt };
}

function toSeconds(value: unknown): number | undefined {
  if (typeof value !== 'string') return toNumber(value);
  return toNumber(value.slice(0, 40).replace(/\s*s(?:ec(?:ond)?s?)?\.?\s*$/i, ''));
}

function toFlag(value: unknown): boolean | undefined {
  if (value === true || value === 1 || value === 'true' || value === '1') return true;
  return value === false || value === 0 || value === 'false' || value === '0' ? false : undefined;
}

function toReason(value: unknown): { readonly code: string | undefined; readonly message: string | undefined } {
  const { code, message } = toRecord(value) as { readonly code?: unknown; readonly message?: unknown };
  return { code: toText(code), message: toText(value) ?? toText(message) };
}

function toRecord(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

const loosely = <T>(read: (value: unknown) => T) => z.unknown().optional().transform(read);

/** A text field: plain text of at most 2,000 characters; undefined where it is missing, empty or not a string. */
export const text = loosely(toText);
/** A text exactly as it came, to be compared and not to be shown; undefined above 100,000 characters. */
export const exactText = loosely(value => (typeof value === 'string' && value.length <= 100_000 ? value : undefined));
/** A number, also given as a string (`"5"`). */
export const number = loosely(toNumber);
/** A sum of money that is not negative: `1.25`, `"1.25"`, `"$1.25"`. */
export const amount = loosely(toAmount);
/** An http or https address, as it came. */
export const link = loosely(toLink);
/** The first address of an array of them. */
export const firstLink = loosely(toFirstLink);
/** A point in time as milliseconds since 1970, from an ISO date, Unix seconds or Unix milliseconds. */
export const instant = loosely(toInstant);
/** When a job was made, as the fields of a `RemoteJob`. */
export const created = loosely(toCreated);
/** A duration in seconds: `5`, `"5"`, `"5s"`. */
export const seconds = loosely(toSeconds);
/** A flag as a list may show it: `true`, `"true"`, `1`. */
export const looseFlag = loosely(toFlag);
/** What a person wrote for an option, which may be empty: plain text of at most 10,000 characters. */
export const words = loosely(value => (typeof value === 'string' ? plainText(value, 10_000) : undefined));
/** A job's id, usable in a path. */
export const id = loosely(saneId);
export const flag = loosely(value => (typeof value === 'boolean' ? value : undefined));
/** Why a job failed: `"words"`, or `{code, message}`. */
export const reason = loosely(toReason);
/** Whatever stands there, for a second look. */
export const anything = z.unknown().optional();
/** An object's fields, also where the object itself is missing. */
export const inner = <S extends z.ZodRawShape>(shape: S) => z.preprocess(toRecord, z.object(shape));

/**
 * A job's id as text: a string or a whole number, of 1 to 200 characters, without control characters or broken
 * characters, and none that a path would swallow (`.`, `..`). Undefined for everything else.
 */
export function saneId(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  if (typeof value !== 'string' || value.length > 200 || value.trim() === '') return undefined;
  return /^\.{1,2}$|[\p{Cc}\p{Cs}]/u.test(value) ? undefined : value;
}

/** `remoteId` as one segment of a path. An id that is not sane becomes one that no service knows: never an empty segment. */
export function pathSegment(remoteId: string): string {
  return encodeURIComponent(saneId(remoteId) ?? '\uFFFD');
}

type Given<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same object without the fields that are undefined. */
export function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}
