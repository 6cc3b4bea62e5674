// Strict checks of request bodies and queries: what a document does not allow is named in a sentence.

/** Undefined: allowed; else what is wrong with it. */
export type Check = (value: unknown) => string | undefined;

export interface Field {
  readonly check: Check;
  readonly required?: boolean;
}

export const text =
  (maxLength = Number.POSITIVE_INFINITY): Check =>
  value => {
    if (typeof value !== 'string') return 'must be a string';
    if (value.trim() === '') return 'must not be empty';
    return value.length > maxLength ? `must have at most ${maxLength} characters` : undefined;
  };

export const oneOf =
  (...values: readonly (string | number)[]): Check =>
  value =>
    values.some(allowed => allowed === value)
      ? undefined
      : `must be one of ${values.map(each => JSON.stringify(each)).join(', ')}`;

export const integer =
  (min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): Check =>
  value =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? undefined
      : `must be an integer from ${min} to ${max}`;

export const fraction: Check = value =>
  typeof value === 'number' && value >= 0 && value <= 1 ? undefined : 'must be a number from 0 to 1';

export const flag: Check = value => (typeof value === 'boolean' ? undefined : 'must be true or false');

export const address: Check = value =>
  typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value)
    ? undefined
    : 'must be an http or https URL';

/** `check`: what each of them must be. */
export const addresses =
  (max: number, check: Check = address): Check =>
  value => {
    if (!Array.isArray(value)) return 'must be an array';
    if (value.length > max) return `must have at most ${max} entries`;
    return value.map(check).find(problem => problem !== undefined);
  };

/** An address, or a JPEG inside a `data:` URL. */
export const addressOrData: Check = value => {
  const data = typeof value === 'string' ? /^data:image\/jpeg;base64,(.*)$/s.exec(value)?.[1] : undefined;
  return data === undefined ? address(value) : picture(data);
};

/** Base64 of a JPEG, PNG or WebP, without a `data:` prefix. */
export const picture: Check = value => {
  if (typeof value !== 'string' || value === '') return 'must be a base64 string';
  if (value.startsWith('data:')) return 'must be bare base64, without a data: prefix';
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value) || value.length % 4 !== 0) return 'is not valid base64';
  const start = Buffer.from(value.slice(0, 64), 'base64');
  const known =
    start.subarray(0, 2).equals(Buffer.from([0xff, 0xd8])) ||
    /^(?:\x89PNG|RIFF....WEBP)/s.test(start.toString('latin1'));
  return known ? undefined : 'is not a picture';
};

/** Bytes of the picture that a base64 text stands for. */
export function decodedLength(base64: string): number {
  return Buffer.byteLength(base64, 'base64');
}

export interface BodyProblem {
  readonly field: string;
  readonly words: string;
}

export type ParsedBody = { readonly fields: Record<string, unknown> } | { readonly problem: BodyProblem };

/** Holds a request's body against what the document allows: no other field, no other type, nothing missing. */
export function checkBody(
  body: Buffer,
  type: string | undefined,
  allowed: Readonly<Record<string, Field>>,
): ParsedBody {
  const wrong = (field: string, words: string): ParsedBody => ({ problem: { field, words } });
  if (!/^application\/json\s*(;|$)/i.test(type ?? '')) return wrong('', 'The Content-Type must be application/json.');
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return wrong('', 'The body is not valid JSON.');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return wrong('', 'The body must be a JSON object.');
  const fields = parsed as Record<string, unknown>;
  const problem = firstProblem(fields, allowed);
  return problem ? { problem } : { fields };
}

function firstProblem(
  fields: Record<string, unknown>,
  allowed: Readonly<Record<string, Field>>,
): BodyProblem | undefined {
  for (const [field, { required }] of Object.entries(allowed)) {
    if (required && !Object.hasOwn(fields, field)) return { field, words: `Missing required parameter: ${field}.` };
  }
  for (const [field, value] of Object.entries(fields)) {
    if (!Object.hasOwn(allowed, field)) return { field, words: `Unknown parameter: ${field}.` };
    const words = allowed[field]?.check(value);
    if (words !== undefined) return { field, words: `${field} ${words}.` };
  }
  return undefined;
}

/** Holds a query against what the document allows; numbers are whole and not negative. */
export function checkQuery(
  query: ReadonlyMap<string, string>,
  allowed: Readonly<Record<string, 'number' | readonly string[]>>,
): string | undefined {
  for (const [name, value] of query) {
    const kind = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
    if (kind === undefined) return `Unknown query parameter: ${name}.`;
    if (kind === 'number' ? !/^\d{1,9}$/.test(value) : !kind.includes(value)) return `Invalid value for ${name}.`;
  }
  return undefined;
}
