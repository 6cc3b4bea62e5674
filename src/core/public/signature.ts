// Whether a callback was signed by the service: HMAC-SHA256 over the bytes as they came.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CallbackSignature } from '../service';

/** `unverified`: nothing to hold it against; such a callback is only a hint, as every callback is. */
export type SignatureVerdict = 'verified' | 'unverified' | 'forged';

/**
 * Holds a callback's signature against the secret. Hex and base64 are accepted, with or without `sha256=`, since usvideo's page
 * names no form (usvideo-platform.txt, `X-Signature`) and seedance.tv's no header (seedance-tv.txt, *Webhook Integration*).
 * @param headers names in lower case
 */
export function verifySignature(
  signature: CallbackSignature | undefined,
  secret: string | undefined,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): SignatureVerdict {
  if (signature === undefined || secret === undefined || secret === '') return 'unverified';
  const expected = createHmac('sha256', secret).update(body).digest();
  const fits = signaturesIn(signature, headers).some(given => isSame(expected, given));
  return fits ? 'verified' : 'forged';
}

/** The first of the service's own headers; else every other one that is called a signature. */
function signaturesIn(signature: CallbackSignature, headers: Readonly<Record<string, string>>): readonly string[] {
  const own = signature.headers.map(name => headers[name]).find(value => value !== undefined);
  if (own !== undefined) return [own];
  return Object.entries(headers).flatMap(([name, value]) => (name.includes('signature') ? [value] : []));
}

function isSame(expected: Buffer, given: string): boolean {
  const text = given.trim().replace(/^sha256=/i, '');
  const bytes = decode(text);
  return bytes !== undefined && bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

function decode(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}
