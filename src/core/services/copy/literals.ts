// Texts and values as source code of the languages that requests are copied in.

import { FileText } from './sent';
import type { SentValue } from './sent';

// Characters that an editor or a terminal may hide, reorder or take for the end of a line.
const treacherous = /[\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/g;

/** A text between double quotes: JSON, and so a literal of JavaScript and Python, too, with the same meaning in all three. */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    treacherous,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export interface Language {
  readonly constants: { readonly true: string; readonly false: string; readonly null: string };
  /** How a field's name is written. */
  name(name: string): string;
  file(text: FileText): string;
}

/** A value as source code, two spaces to a level. */
export function literal(value: SentValue, language: Language, indent = ''): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return JSON.stringify(value);
  if (typeof value === 'boolean') return value ? language.constants.true : language.constants.false;
  if (value === null) return language.constants.null;
  if (value instanceof FileText) return language.file(value);
  const inner = `${indent}  `;
  if (isList(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map(item => `${inner}${literal(item, language, inner)},\n`).join('')}${indent}]`;
  }
  const fields = Object.entries(value);
  if (fields.length === 0) return '{}';
  const lines = fields.map(([name, item]) => `${inner}${language.name(name)}: ${literal(item, language, inner)},\n`);
  return `{\n${lines.join('')}${indent}}`;
}

function isList(value: SentValue): value is readonly SentValue[] {
  return Array.isArray(value);
}

/** A sentence as the lines of a comment. */
export function comment(marker: string, ...sentences: (string | undefined)[]): string {
  return sentences
    .filter(sentence => sentence !== undefined)
    .map(sentence => `${marker} ${sentence.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()}\n`)
    .join('');
}
