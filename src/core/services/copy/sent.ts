// A request as it goes to a service, made ready for copying: long base64 becomes a file, and the key a variable.

import type { HttpRequest } from '../../ports';

/** Where a file's base64 stands inside a text of the body: between `before` and `after`. */
export class FileText {
  constructor(
    readonly file: string,
    readonly before: string,
    readonly after: string,
  ) {}
}

/** A JSON value in which a file's base64 may stand in place of a text. */
export type SentValue =
  null | boolean | number | string | FileText | readonly SentValue[] | { readonly [name: string]: SentValue };

export interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** All that a snippet needs. It holds no key. */
export interface SentRequest {
  readonly method: HttpRequest['method'];
  /** Absolute. */
  readonly url: string;
  /** The environment variable that holds the key; absent: the request goes without one. */
  readonly keyVariable?: string;
  readonly body?: SentValue;
  /** The files that the snippet reads, by their names in the folder where it runs. */
  readonly files: readonly SentFile[];
  /** What the reader should know: one sentence. */
  readonly note?: string;
}

/** Shorter than this it stays in the text. */
const longBase64 = 400;
const base64Pattern = /^(data:image\/[a-z+.-]{1,20};base64,)?([A-Za-z0-9+/]+={0,2})$/;

/** The request with its long base64 texts taken out into files. */
export function sentRequest(
  request: HttpRequest,
  place: { readonly baseUrl: string; readonly keyVariable?: string; readonly note?: string },
): SentRequest {
  const files: SentFile[] = [];
  const query = request.query === undefined ? '' : `?${new URLSearchParams(request.query).toString()}`;
  // As it is on the wire: what JSON leaves out is not there.
  const json: unknown = request.json === undefined ? undefined : JSON.parse(JSON.stringify(request.json));
  const body = json === undefined ? undefined : takeFiles(json, files);
  const { baseUrl, keyVariable, note } = place;
  return {
    method: request.method,
    url: `${baseUrl}${request.path}${query}`,
    files,
    ...(body === undefined ? {} : { body }),
    ...(keyVariable === undefined || request.authorized === false ? {} : { keyVariable }),
    ...(note === undefined ? {} : { note }),
  };
}

function takeFiles(value: unknown, files: SentFile[]): SentValue {
  if (typeof value === 'string') return takeFile(value, files);
  if (Array.isArray(value)) return value.map(item => takeFiles(item, files));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, takeFiles(inner, files)]));
  }
  return value as null | boolean | number;
}

function takeFile(text: string, files: SentFile[]): string | FileText {
  const match = text.length < longBase64 ? null : base64Pattern.exec(text);
  if (match === null || (match[2] ?? '').length % 4 !== 0) return text;
  const bytes = Buffer.from(match[2] ?? '', 'base64');
  // A long word of a prompt is no picture.
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return text;
  const name = files.length === 0 ? 'first-frame.jpg' : `first-frame-${files.length + 1}.jpg`;
  files.push({ name, bytes });
  return new FileText(name, match[1] ?? '', '');
}
