// Takes out of log lines what is nobody's business in a bug report. What is not known to be harmless goes.

/** What this person and this machine are called, and where things lie. */
export interface Known {
  /** Home folder, user name, host name, workspace folders, prompts, file names: each is taken out wherever it stands. */
  readonly words: readonly string[];
  /** Hosts that the services' pages name; every other host becomes `[host]`. */
  readonly hosts: ReadonlySet<string>;
}

export type Scrub = (line: string) => string;

/** Values of these facts come from fixed lists of ours, or are numbers. */
const plainFacts: ReadonlySet<string> = new Set(
  [
    'service dialect level state verdict reading decision then reason outcome by failure route what method sent signature',
    'attempt status take takes link bytes offset seconds milliseconds port refunded',
    'listed adopted resolved fetching dead waiting removed found',
  ].flatMap(names => names.split(' ')),
);
const plainValue = /^[\w.-]{1,40}$/;

/** Words that services have for what went wrong: `INSUFFICIENT_CREDITS`, `http-402`. */
const codeValue = /^[A-Za-z][\w.-]{0,59}$/;

const factPattern = /(?<= )([A-Za-z]+)=("(?:[^"\\]|\\.)*"|[^\s"]+)/g;

/** A scrubber for one report: the same id gets the same short name everywhere in it. */
export function scrubber(known: Known): Scrub {
  const names = new Map<string, string>();
  const nameOf = (kind: string, id: string): string => {
    const there = names.get(id);
    if (there !== undefined) return there;
    const count = [...names.values()].filter(name => name.startsWith(`${kind}-`)).length;
    names.set(id, `${kind}-${count + 1}`);
    return `${kind}-${count + 1}`;
  };
  const text = textScrubber(known);
  const fact = (name: string, value: string): string => {
    const bare = value.startsWith('"') ? unquoted(value) : value;
    if (name === 'job' || name === 'retryOf') return nameOf('job', bare);
    if (name === 'remote') return nameOf('remote', bare);
    if (name === 'code') return codeValue.test(bare) ? bare : '[code]';
    if (name === 'origin' && /^[a-z]+$/.test(bare)) return bare;
    if (name === 'origin' || name === 'host') return hostText(bare, known.hosts);
    if (plainFacts.has(name) && plainValue.test(bare)) return bare;
    return JSON.stringify(text(bare));
  };
  return line => {
    // Ours is only what stands before the first fact; everything is looked at either way.
    const parts: string[] = [];
    let end = 0;
    for (const match of line.matchAll(factPattern)) {
      parts.push(text(line.slice(end, match.index)), `${match[1]}=${fact(match[1] ?? '', match[2] ?? '')}`);
      end = match.index + match[0].length;
    }
    return [...parts, text(line.slice(end))].join('');
  };
}

function hostText(address: string, hosts: ReadonlySet<string>): string {
  const host = URL.canParse(address) ? new URL(address).hostname : address.replace(/:\d+$/, '');
  if (/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host)) return '[this machine]';
  return hosts.has(host) ? host : '[host]';
}

function unquoted(value: string): string {
  try {
    return String(JSON.parse(value));
  } catch {
    return value.slice(1, -1);
  }
}

const addressPattern = /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s"'<>“”‘’)]+/gi;
const mailPattern = /[^\s@"'<>“”(),;:]+@[^\s@"'<>“”(),;:]+\.[^\s@"'<>“”(),;:.]+/g;
/** What is quoted is somebody's: a prompt, a file's name, a service's words. */
const quotedPattern = /“[^”]*”?|‘[^’]*’|"(?:[^"\\]|\\.)*"|`[^`]*`|(?<![\p{L}\p{N}])'[^']*'(?![\p{L}\p{N}])/gu;
const pathPattern = /(?:[A-Za-z]:)?(?:[\\/]{1,2}[^\s\\/:"'<>|“”,;()]+){1,}[\\/]?|~[\\/][^\s"']+/g;
const ipPattern = /\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<!\w)\[?(?:[0-9a-f]{0,4}:){2,}[0-9a-f]{0,4}\]?/gi;
/** Hosts, files, and what else has a dot and a letter after it. */
const dottedPattern = /[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*\.\p{L}[\p{L}\p{N}]*/gu;
/** Hashes, keys, signatures, ids. */
const tokenPattern = /[A-Za-z0-9_+/=-]{16,}/g;

function textScrubber({ words, hosts }: Known): (text: string) => string {
  const forms = formsOf(words);
  return text => {
    return withoutWords(text, forms)
      .replace(quotedPattern, '[quoted]')
      .replace(addressPattern, address => frameOf(address) ?? addressText(address, hosts))
      .replace(mailPattern, '[e-mail]')
      .replace(pathPattern, path => frameOf(path) ?? (path.length < 2 ? path : '[path]'))
      .replace(ipPattern, '[ip]')
      .replace(dottedPattern, (name: string, at: number, whole: string) =>
        hosts.has(name) || isCode(name, whole.slice(0, at)) ? name : '[name]',
      )
      .replace(tokenPattern, token => (isWord(token) ? token : '[id]'));
  };
}

function addressText(address: string, hosts: ReadonlySet<string>): string {
  return `[address at ${hostText(address, hosts)}]`;
}

/** A line of our own code in a stack: `core-4GHT7.js:12:5`. */
function frameOf(path: string): string | undefined {
  return /[\\/]dist[\\/](?:[\w-]+[\\/])*([\w-]+\.m?js(?::\d+){0,2})$/.exec(path)?.[1];
}

/** Our own files, and functions in a stack: `at JobStore.read`. */
function isCode(name: string, before: string): boolean {
  return /^[\w-]+\.m?js$/.test(name) || /\bat (?:async |new )?$/.test(before);
}

/** Long words of ours, and codes like `UNABLE_TO_VERIFY_LEAF_SIGNATURE`. */
function isWord(token: string): boolean {
  return /^(?:[A-Z]+(?:_[A-Z]+)+|[A-Z]?[a-z]+(?:[A-Z-][a-z]+)*)$/.test(token) && token.length < 40;
}

/** Longest first, so that no part of a longer one stays behind; what is short would blacken ordinary words. */
function formsOf(words: readonly string[]): readonly string[] {
  const forms = words.flatMap(word => [word, JSON.stringify(word).slice(1, -1), encodeUri(word)]);
  const long = forms.map(word => word.trim().toLowerCase()).filter(word => word.length >= 3);
  return [...new Set(long)].toSorted((a, b) => b.length - a.length);
}

function encodeUri(word: string): string {
  try {
    return encodeURIComponent(word);
  } catch {
    return word;
  }
}

/** Whatever its case. By hand: thousands of prompts would make too large a pattern. */
function withoutWords(text: string, forms: readonly string[]): string {
  let left = text;
  for (const form of forms) {
    for (let at = lower(left).indexOf(form); at >= 0; at = lower(left).indexOf(form)) {
      left = `${left.slice(0, at)}[…]${left.slice(at + form.length)}`;
    }
  }
  return left;
}

/** Letter for letter, so that places in it are places in the text. */
function lower(text: string): string {
  const lowered = text.toLowerCase();
  return lowered.length === text.length ? lowered : text.replaceAll(/[A-Z]/g, letter => letter.toLowerCase());
}
