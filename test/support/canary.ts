// A secret in all the ways in which something may have written it down, and the search for them.

/** Plain, reversed, percent-encoded, hex, JSON-escaped, UTF-16, and base64 wherever in a longer text it begins. */
export function formsOf(secret: string): ReadonlyMap<string, Buffer> {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const texts: [string, string][] = [
    ['plain', secret],
    ['reversed', [...secret].reverse().join('')],
    ['percent-encoded', encodeURIComponent(secret)],
    ['percent-encoded throughout', [...bytes].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('')],
    ['hex', hex],
    ['upper-case hex', hex.toUpperCase()],
    ['JSON-escaped', JSON.stringify(secret).slice(1, -1)],
    ['escaped throughout', [...secret].map(escaped).join('')],
    ...[0, 1, 2].flatMap(before => base64At(bytes, before)),
  ];
  const forms = new Map(texts.map(([name, text]) => [name, Buffer.from(text)]));
  return forms.set('UTF-16', Buffer.from(secret, 'utf16le'));
}

/** The names of the forms in which the secret stands in these bytes. */
export function traces(where: Uint8Array | string, forms: ReadonlyMap<string, Buffer>): readonly string[] {
  const bytes =
    typeof where === 'string' ? Buffer.from(where) : Buffer.from(where.buffer, where.byteOffset, where.byteLength);
  return [...forms].filter(([, form]) => bytes.includes(form)).map(([name]) => name);
}

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Without the letters that also hold bits of what stands beside the secret. */
function base64At(bytes: Buffer, before: number): [string, string][] {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
  const own = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  const standard = own.replaceAll('-', '+').replaceAll('_', '/');
  return [
    [`base64url at ${before}`, own],
    [`base64 at ${before}`, standard],
  ];
}
