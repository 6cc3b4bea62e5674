// Where a saved video goes and what it is called: from settings that a repository may have written and from any prompt.

import type { Options } from '../request';

/** What a file name may say of a job. */
export interface NameFacts {
  readonly id: string;
  readonly service: string;
  readonly prompt: string;
  /** 1-based. */
  readonly take: number;
  readonly options: Options;
  /** Milliseconds since 1970; the date is written in local time. */
  readonly createdAt: number;
}

export interface OutputName {
  /** Folders that the setting wrote before the name; each is safe as one path segment. */
  readonly folders: readonly string[];
  /** The name without its ending and without a number; at most 110 bytes of UTF-8, so that `fileName` stays within 120. */
  readonly stem: string;
}

/** The default of `reelwright.output.fileName`. */
export const defaultFileName = '${slug}-${shortId}';

const maxSlugCharacters = 40;
const maxStemBytes = 110;
const maxFolders = 8;
const extension = '.mp4';

/**
 * The name that the setting `pattern` gives a job. Placeholders are `${slug}`, `${shortId}`, `${service}`, `${date}`,
 * `${take}`, `${resolution}`, `${duration}`, `${aspectRatio}` and `${seed}`; one that is not known stays as its own
 * word, so that a slip of the pen can be seen. Only the pattern's own separators make folders, and no result leaves the
 * folder that it is put into.
 */
export function outputName(pattern: string, facts: NameFacts): OutputName {
  const segments = pattern
    .split(/[/\\]/)
    .map(segment => safeSegment(fill(segment, facts)))
    .filter(segment => segment !== '');
  const last = /[/\\]\s*$/.test(pattern) ? undefined : segments.pop();
  return { folders: segments.slice(0, maxFolders), stem: safeStem(last ?? '') };
}

/** The `number`-th name to try for a stem: `clip.mp4`, `clip-2.mp4`, … At most 120 bytes below one million. */
export function fileName(stem: string, number = 1): string {
  return number === 1 ? `${stem}${extension}` : `${stem}-${number}${extension}`;
}

/** A prompt as a readable part of a name: lower-case ASCII letters, digits and single hyphens, at most 40; `clip` where nothing is left. */
export function slugOf(prompt: string): string {
  const words = foldToAscii(prompt.slice(0, 400))
    .toLowerCase()
    .replaceAll(/['’]/g, '')
    .split(/[^a-z0-9]+/)
    .filter(word => word !== '');
  let slug = '';
  for (const word of words) {
    const next = slug === '' ? word : `${slug}-${word}`;
    if (next.length > maxSlugCharacters) break;
    slug = next;
  }
  return slug === '' ? (words[0]?.slice(0, maxSlugCharacters) ?? 'clip') : slug;
}

/** The end of an id, where ids that begin with a time differ: at most eight lower-case letters and digits. */
export function shortIdOf(id: string): string {
  return id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(-8);
}

/**
 * Any text as one segment of a path on every system: no separators, no characters that Windows refuses, none that are
 * invisible or turn the writing direction, no leading or trailing dots and spaces, no device name; at most 110 bytes of
 * UTF-8. Empty where nothing is left.
 */
export function safeSegment(text: string): string {
  const visible = text
    .replaceAll(/[\p{Zl}\p{Zp}\t\n\r]/gu, ' ')
    .replaceAll(/\p{C}/gu, '')
    // After that, since what was invisible may have stood between a letter and its mark.
    .normalize('NFC')
    .replaceAll(/\p{Zs}+/gu, ' ')
    .replaceAll(/[<>:"/\\|?*]+/g, '-');
  const segment = trimEnds(firstBytes(trimEnds(visible), maxStemBytes - 1));
  return isDeviceName(segment) ? `_${segment}` : segment;
}

function fill(segment: string, facts: NameFacts): string {
  const values = placeholders(facts);
  return segment.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => plain(values[name.trim()] ?? name));
}

function placeholders(facts: NameFacts): Record<string, string | undefined> {
  const { resolution, duration, aspectRatio, seed } = facts.options;
  const values: Record<string, string | undefined> = Object.create(null) as Record<string, string | undefined>;
  values['slug'] = slugOf(facts.prompt);
  values['shortId'] = shortIdOf(facts.id);
  values['service'] = facts.service;
  values['date'] = dateOf(facts.createdAt);
  values['take'] = String(facts.take);
  values['resolution'] = String(resolution ?? '');
  values['duration'] = String(duration ?? '');
  values['aspectRatio'] = String(aspectRatio ?? '').replace(':', 'x');
  values['seed'] = String(seed ?? '');
  return values;
}

/** What a placeholder puts in has no dots at its ends and no separators, whatever a service called its options. */
function plain(value: string): string {
  return foldToAscii(value)
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[.-]+|[.-]+$/g, '')
    .slice(0, 60);
}

function safeStem(segment: string): string {
  const bare = trimEnds(segment.toLowerCase().endsWith(extension) ? segment.slice(0, -extension.length) : segment);
  return safeSegment(bare) || 'clip';
}

function trimEnds(text: string): string {
  return text.replaceAll(/^[\s.-]+|[\s.-]+$/g, '');
}

/** Windows takes the part before the first dot for a device, in any folder and any letter case. */
function isDeviceName(segment: string): boolean {
  const stem = segment.split('.', 1)[0]?.trim() ?? '';
  return /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/i.test(stem);
}

function dateOf(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return '';
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Letters that decompose into no ASCII letter by themselves. */
const foldings: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ł: 'l',
  Ł: 'L',
  ı: 'i',
};

function foldToAscii(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[ßæÆœŒøØđĐðÐþÞłŁı]/g, letter => foldings[letter] ?? letter);
}

/** As many whole characters as fit into `limit` bytes of UTF-8. */
function firstBytes(text: string, limit: number): string {
  let bytes = 0;
  let result = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > limit) break;
    result += character;
  }
  return result;
}
