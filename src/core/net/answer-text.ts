// Reads an answer's body as text, within its cap and never in part.

import zlib from 'node:zlib';
import { promisify } from 'node:util';
import * as l10n from '@vscode/l10n';
import { RouteFailure, type RouteAnswer } from './route';

type Inflate = (bytes: Uint8Array, limits: { maxOutputLength: number }) => Promise<Uint8Array>;

/** Asked for is `identity`; some servers compress all the same. */
const decoders: Readonly<Record<string, Inflate>> = {
  gzip: promisify(zlib.gunzip),
  'x-gzip': promisify(zlib.gunzip),
  deflate: promisify(zlib.inflate),
  br: promisify(zlib.brotliDecompress),
};

/**
 * The whole body as UTF-8.
 * @throws RouteFailure `too-large` beyond `maxBytes` before or after decompression, `malformed` for a body that cannot
 * be decompressed, and what the connection failed with.
 */
export async function answerText(answer: RouteAnswer, maxBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let total = 0;
  for await (const bytes of answer.body) {
    total += bytes.byteLength;
    if (total > maxBytes) throw tooLarge(maxBytes);
    pieces.push(bytes);
  }
  return new TextDecoder().decode(await decoded(Buffer.concat(pieces), answer.headers, maxBytes));
}

async function decoded(
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>>,
  maxBytes: number,
): Promise<Uint8Array> {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity' || bytes.byteLength === 0) return bytes;
  const decode = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
  if (decode === undefined) {
    throw new RouteFailure(
      'malformed',
      l10n.t('The answer is compressed in an unknown way ({0}).', encoding.slice(0, 40)),
    );
  }
  try {
    return await decode(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw isTooLarge ? tooLarge(maxBytes) : new RouteFailure('malformed', l10n.t('The compressed answer is damaged.'));
  }
}

function tooLarge(maxBytes: number): RouteFailure {
  return new RouteFailure('too-large', l10n.t('The answer is longer than {0} bytes.', maxBytes));
}
