// How HTTP says where an answer ends and which part of a file it holds.

/** Whether only the end of the connection ends the answer (RFC 9112, 6.3), so that a cut looks like an end. */
export function isCloseDelimited(method: string, status: number, headers: Readonly<Record<string, string>>): boolean {
  if (method === 'HEAD' || status === 204 || status === 304) return false;
  return headers['content-length'] === undefined && headers['transfer-encoding'] === undefined;
}

/** A `Content-Length` in bytes; undefined where there is none or it is not a number. */
export function contentLength(headers: Readonly<Record<string, string>>): number | undefined {
  const text = headers['content-length'];
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

export interface ContentRange {
  readonly first: number;
  readonly last: number;
  /** Undefined where the server wrote `*`. */
  readonly total?: number;
}

/** Reads `Content-Range: bytes 5-9/10`; undefined where it is missing or makes no sense (RFC 9110, 14.4). */
export function contentRange(headers: Readonly<Record<string, string>>): ContentRange | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(headers['content-range']?.trim() ?? '');
  if (match === null) return undefined;
  const [first, last] = [Number(match[1]), Number(match[2])];
  if (last < first) return undefined;
  if (match[3] === '*') return { first, last };
  const total = Number(match[3]);
  return last < total ? { first, last, total } : undefined;
}

/** The ETag if it is a strong one: a weak one does not promise the same bytes (RFC 9110, 8.8.3). */
export function strongEtag(etag: string | undefined): string | undefined {
  return etag !== undefined && /^"[\x21\x23-\x7e\x80-\xff]*"$/.test(etag) ? etag : undefined;
}

/** `Retry-After` in milliseconds from `now`, never negative; undefined where there is none (RFC 9110, 10.2.3). */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const text = headers['retry-after']?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
