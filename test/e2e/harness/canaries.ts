// Looks for secrets that a test typed in: in every byte that the editor wrote, and in every byte that it sent.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A secret as it is, and as others might write it down: percent-encoded, hex, UTF-16, base64 wherever in a text it begins. */
function formsOf(secret: string): readonly Buffer[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map(before => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    // The letters at both ends hold bits of what stands beside the secret.
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  const texts = [secret, encodeURIComponent(secret), bytes.toString('hex'), ...base64];
  const standard = base64.map(text => text.replaceAll('-', '+').replaceAll('_', '/'));
  return [...new Set([...texts, ...standard])].map(text => Buffer.from(text)).concat(Buffer.from(secret, 'utf16le'));
}

/** Where the secrets stand in the files below a folder, names of files included: `sd_key in /path`. */
export async function findWritten(folder: string, secrets: readonly string[]): Promise<readonly string[]> {
  const wanted = secrets.map(secret => ({ secret, forms: formsOf(secret) }));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter(each => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const bytes = Buffer.concat([Buffer.from(`${path}\n`), await readFile(path)]);
    for (const { secret, forms } of wanted) if (has(bytes, forms)) found.push(`${secret} in ${path}`);
  }
  return found;
}

/** One request as a server recorded it. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query?: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A server's record, and the secrets that may stand in the `authorization` of its requests, whole. */
export interface Watched {
  readonly name: string;
  readonly requests: readonly Sent[];
  readonly ownKeys: readonly string[];
}

/** Where the secrets went though they must not: any server but their own, any header but `authorization`, any URL, any body. */
export function findSent(servers: readonly Watched[], secrets: readonly string[]): readonly string[] {
  const wanted = secrets.map(secret => ({ secret, forms: formsOf(secret) }));
  const found = servers.flatMap(({ name, requests, ownKeys }) =>
    requests.flatMap(request => {
      const parts = partsOf(request, ownKeys);
      return wanted.flatMap(({ secret, forms }) =>
        parts.filter(([, bytes]) => has(bytes, forms)).map(([part]) => `${secret} in the ${part} of ${name}`),
      );
    }),
  );
  return [...new Set(found)];
}

function partsOf(request: Sent, ownKeys: readonly string[]): readonly (readonly [string, Buffer])[] {
  const { method, path, query, headers, body } = request;
  const strange = Object.entries(headers).filter(
    ([header, value]) => header !== 'authorization' || !ownKeys.some(key => value === `Bearer ${key}`),
  );
  return [
    ['URL', Buffer.from(`${method} ${path}?${[...(query ?? [])].flat().join('\n')}`)],
    ['headers', Buffer.from(strange.flat().join('\n'))],
    ['body', body],
  ];
}

function has(bytes: Buffer, forms: readonly Buffer[]): boolean {
  return forms.some(form => bytes.includes(form));
}
