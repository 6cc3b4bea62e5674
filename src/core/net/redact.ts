// Takes secrets out of text before it is logged, in every form in which they are likely to turn up.

const mark = '[redacted]';

/** Characters. Shorter ones would blacken ordinary words, so that no shorter key or secret may be taken from anybody. */
export const shortestSecret = 6;

export interface Redactor {
  /** From now on `secret` is taken out, also in base64, base64url, hex, and as addresses, JSON and HTML may spell it. Under 6 characters: no effect. */
  add(secret: string): void;
  /** The text without registered secrets, authorization values, passwords in addresses and query strings of addresses. */
  redact(text: string): string;
  /** The text without registered secrets; addresses and everything else stay as they are. */
  strip(text: string): string;
}

/** Names of headers and fields whose values are secret, as `name: value`, `name=value` or in JSON. */
const secretNames =
  'authorization|proxy-authorization|x-api-key|api[-_]?key|access[-_]?token|token|secret|password|cookie|set-cookie|x-signature';

const authorizationPattern = new RegExp(
  `((?:${secretNames})["']?\\s*[:=]\\s*)("(?:[^"\\\\]|\\\\.)*"|'[^']*'|(?:(?:bearer|basic|negotiate|digest)\\s+)?[^\\s,;"'}&]+)`,
  'gi',
);
const schemePattern = /\b(bearer|basic)\s+[A-Za-z0-9+/_.~-]{6,}=*/gi;
const userInfoPattern = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"'<>]+@/gi;
// Signed links carry their whole permission in the query, under names that differ from host to host.
const queryPattern = /\b(https?:\/\/[^\s?#"'<>]*\?)[^\s#"'<>)]+/gi;

/** A redactor without registered secrets; the patterns of `redact` work from the start. */
export function createRedactor(): Redactor {
  const forms = new Set<string>();
  const spelled = new Set<string>();
  let pattern: RegExp | undefined;
  let spelledPattern: RegExp | undefined;
  const strip = (text: string): string => {
    if (pattern === undefined) return text;
    const plain = text.replace(pattern, mark);
    if (!mayBeSpelled.test(plain)) return plain;
    // Made when first needed: it is long.
    spelledPattern ??= new RegExp([...spelled].join('|'), 'gi');
    return plain.replace(spelledPattern, mark);
  };
  return {
    add: secret => {
      if (secret.length < shortestSecret) return;
      for (const form of formsOf(secret)) forms.add(form);
      // Longest first, so that no form leaves the rest of a longer one behind.
      const sorted = [...forms].sort((a, b) => b.length - a.length);
      pattern = new RegExp(sorted.map(escape).join('|'), 'gi');
      for (const form of [secret, Buffer.from(secret, 'utf8').toString('base64')]) spelled.add(spelling(form));
      spelledPattern = undefined;
    },
    strip,
    redact: text => {
      return strip(text)
        .replace(userInfoPattern, `$1${mark}@`)
        .replace(queryPattern, `$1${mark}`)
        .replace(authorizationPattern, `$1${mark}`)
        .replace(schemePattern, `$1 ${mark}`);
    },
  };
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const percent = encodeURIComponent(secret);
  const everyByte = [...bytes].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const forms = [secret, percent, everyByte, bytes.toString('hex'), JSON.stringify(secret).slice(1, -1)];
  return [...forms, ...base64Forms(bytes)].filter(form => form.length >= shortestSecret);
}

const mayBeSpelled = /[%&\\]/;

/** The source of a pattern for a text whose characters stand there escaped, percent-encoded however often, or as HTML writes them, each in its own way. */
function spelling(text: string): string {
  return [...text].map(spellingOf).join('');
}

function spellingOf(character: string): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  const code = character.codePointAt(0) ?? 0;
  const percent = [...Buffer.from(character, 'utf8')].map(byte => `%(?:25)*${hex(byte, 2)}`).join('');
  const units = character.split('').map(unit => `\\\\u${hex(unit.charCodeAt(0), 4)}`);
  const named = htmlNames[character];
  const entities = [`#0*${code}`, `#x0*${hex(code, 1)}`, ...(named === undefined ? [] : [named])];
  return `(?:\\\\?${escape(character)}|${percent}|${units.join('')}|&(?:amp;)*(?:${entities.join('|')});?)`;
}

const htmlNames: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
  '+': 'plus',
  '/': 'sol',
  '=': 'equals',
};

/**
 * Base64 of the secret wherever it stands inside a longer text (`Basic user:key`): one form for each of the three
 * positions in which its first byte can fall, without the characters that the neighbours also shape.
 */
function base64Forms(bytes: Buffer): string[] {
  const forms: string[] = [];
  for (const before of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = before === 0 ? 0 : before + 1;
    const last = (before + bytes.length) % 3 === 0 ? encoded.length : encoded.length - 1;
    const own = encoded.slice(first, last);
    forms.push(own, own.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return forms;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
