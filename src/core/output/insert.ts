// What a finished video looks like in the language of the document that it is put into.

import { posix } from 'node:path';

/** What the inserted text may say of a video. */
export interface InsertFacts {
  readonly prompt: string;
  /** With forward slashes, as the document will find it; not encoded. */
  readonly path: string;
  readonly width?: number;
  readonly height?: number;
  /** Undefined: not known, so the page must not start it by itself. */
  readonly hasAudio?: boolean;
}

export interface InsertTarget {
  /** VS Code's language id. */
  readonly language: string;
  /** Name or path of the document: files whose language VS Code does not know are told by their ending. */
  readonly fileName: string;
}

type Kind = 'html' | 'vue' | 'jsx' | 'markdown' | 'path';

const kindsByEnding: Readonly<Record<string, Kind>> = {
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  svelte: 'html',
  astro: 'html',
  vue: 'vue',
  jsx: 'jsx',
  tsx: 'jsx',
  mdx: 'jsx',
  md: 'markdown',
  markdown: 'markdown',
};

const kindsByLanguage: Readonly<Record<string, Kind>> = {
  html: 'html',
  svelte: 'html',
  astro: 'html',
  vue: 'vue',
  'vue-html': 'vue',
  javascriptreact: 'jsx',
  typescriptreact: 'jsx',
  mdx: 'jsx',
  markdown: 'markdown',
};

/**
 * The text to insert: `<video>` where the language has elements, a link in Markdown (every reader of Markdown shows
 * one; few play a `<video>` with a relative path), the plain path elsewhere. A clip known to be silent becomes a
 * background loop, any other gets controls, since browsers do not start sound by themselves.
 */
export function snippetFor(target: InsertTarget, facts: InsertFacts): string {
  switch (kindOf(target)) {
    case 'html':
      return element(facts, encodePath(facts.path));
    case 'vue':
      // Vue's compiler takes a path for a module of the project only where it begins with a dot.
      return element(facts, encodePath(facts.path.startsWith('.') ? facts.path : `./${facts.path}`));
    case 'jsx':
      return jsxElement(facts);
    case 'markdown':
      return `[${markdownText(facts.prompt)}](${encodePath(facts.path)})`;
    case 'path':
      return facts.path;
  }
}

/**
 * The way from a document's folder to a file, both as absolute paths with forward slashes; never with a leading `./`.
 */
export function relativePath(fromFolder: string, toFile: string): string {
  return posix.relative(posix.normalize(fromFolder), posix.normalize(toFile));
}

function kindOf({ language, fileName }: InsertTarget): Kind {
  const known = kindsByLanguage[language];
  if (known) return known;
  const ending = /\.([A-Za-z]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
  return kindsByEnding[ending] ?? 'path';
}

function element(facts: InsertFacts, source: string): string {
  const behaviour =
    facts.hasAudio === false ? ['autoplay', 'muted', 'loop', 'playsinline'] : ['controls', 'playsinline'];
  const size = hasSize(facts) ? [`width="${facts.width}"`, `height="${facts.height}"`] : [];
  return `<video ${[`src="${escapeAttribute(source)}"`, ...size, ...behaviour, label(facts)].join(' ')}></video>`;
}

function jsxElement(facts: InsertFacts): string {
  const behaviour =
    facts.hasAudio === false ? ['autoPlay', 'muted', 'loop', 'playsInline'] : ['controls', 'playsInline'];
  const size = hasSize(facts) ? [`width={${facts.width}}`, `height={${facts.height}}`] : [];
  const source = `src="${escapeAttribute(encodePath(facts.path))}"`;
  return `<video ${[source, ...size, ...behaviour, label(facts)].join(' ')} />`;
}

function hasSize(facts: InsertFacts): facts is InsertFacts & { width: number; height: number } {
  return [facts.width, facts.height].every(side => side !== undefined && Number.isInteger(side) && side > 0);
}

/** The prompt says to those who cannot see the clip what it shows. */
function label(facts: InsertFacts): string {
  return `aria-label="${escapeAttribute(shorten(facts.prompt, 120))}"`;
}

/**
 * For an attribute in double quotes. Braces begin an expression in Svelte, and twice in Vue and other templates; JSX
 * reads entities in attribute strings as HTML does.
 */
function escapeAttribute(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    '{': '&#123;',
    '}': '&#125;',
  };
  return text.replaceAll(/[&<>"{}]/g, character => entities[character] ?? '');
}

function encodePath(path: string): string {
  const encoded = path.split('/').map(encodeSegment).join('/');
  // A first segment such as `a:b.mp4` would read as an address of the scheme `a`.
  return /^[^/]*:/.test(encoded) ? `./${encoded}` : encoded;
}

/** Letters of every script stay readable; what has a meaning in an address, a tag or a style sheet does not stay. */
function encodeSegment(segment: string): string {
  return segment
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(/["#%&'()*<>?[\\\]^`{|}]|[\p{Cc}\p{Cf}\p{Z}]/gu, percentEncode);
}

/** Also what `encodeURIComponent` leaves alone: `'()*`. */
function percentEncode(character: string): string {
  const encoded = encodeURIComponent(character);
  if (encoded !== character) return encoded;
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function markdownText(prompt: string): string {
  const text = shorten(prompt, 80).replaceAll(/[\\`*_[\]<>&!#|~$]/g, character => `\\${character}`);
  return text === '' ? 'video' : text;
}

/** One line without control and bidirectional characters. */
function shorten(text: string, limit: number): string {
  const line = text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim();
  const characters = [...line];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : line;
}
