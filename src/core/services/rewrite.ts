// A more literal prompt, by the reference's own advice for what its safety review blocked. A suggestion, never sent by itself.

import * as l10n from '@vscode/l10n';
import { rules } from './rewrite-rules';
import type { RuleKind } from './rewrite-rules';

/** One thing that was changed. */
export interface RewriteChange {
  /** What was there; empty where something was added. */
  readonly before: string;
  /** What stands there now; empty where it was taken out. */
  readonly after: string;
  /** Why, in a sentence. */
  readonly why: string;
}

export interface Rewrite {
  readonly prompt: string;
  /** Only where the service takes one. */
  readonly negativePrompt?: string;
  readonly changes: readonly RewriteChange[];
}

export interface RewriteContext {
  /** Whether the service takes a negative prompt, and the one that was sent. */
  readonly takesNegativePrompt: boolean;
  readonly negativePrompt?: string;
}

/** What the reference names as unwanted (usvideo-docs.txt, *Request Body*, `negative_prompt`, and *Safety & Moderation*). */
const unwanted = ['speech', 'captions', 'logos', 'extra objects'];
/** "Shorter": more than this is cut after a sentence. Characters. */
const longest = 400;
/** Said at the end, where the prompt does not say so itself. Not translated: it goes to the service. */
const silence = 'Silent, no speech.';

/**
 * Takes out what reviews take offence at: dialogue, speech, sound, styles and likenesses of others, brand marks; shortens,
 * and says that it is silent. English words are known, quotation marks in every language. Names of brands and people
 * cannot be known: they are the reader's to find.
 * (usvideo-docs.txt, *Safety & Moderation* and the FAQ: "Keep prompts literal and visual-first".)
 */
export function rewriteLiterally(prompt: string, context: RewriteContext): Rewrite {
  const changes: RewriteChange[] = [];
  let text = prompt.trim();
  for (const { kind, pattern, replacement } of rules) {
    text = text.replaceAll(pattern, (before: string) => {
      if (before.trim() !== '') changes.push({ before: before.trim(), after: replacement, why: reasons[kind]() });
      return replacement;
    });
  }
  text = tidy(text);
  // Nothing visual was left: a rewrite could only invent something.
  if (!/[\p{L}\p{N}]{3,}/u.test(text)) return finished(prompt.trim(), [], context);
  const short = shorten(text);
  if (short !== text) changes.push({ before: text.slice(short.length).trim(), after: '', why: tooLong() });
  const silent = addSilence(short);
  if (silent !== short) changes.push({ before: '', after: silence, why: reasons.sound() });
  return finished(silent, changes, context);
}

function finished(prompt: string, changes: readonly RewriteChange[], context: RewriteContext): Rewrite {
  if (!context.takesNegativePrompt) return { prompt, changes };
  const before = context.negativePrompt?.trim() ?? '';
  const there = before.toLowerCase();
  const missing = unwanted.filter(word => !there.includes(word));
  const negativePrompt = [before, ...missing].filter(part => part !== '').join(', ');
  const added = missing.length === 0 ? [] : [{ before, after: negativePrompt, why: namesUnwanted() }];
  return { prompt, negativePrompt, changes: [...changes, ...added] };
}

/** What removals leave behind: doubled blanks and commas, a comma at the start, "a" before a vowel. */
function tidy(text: string): string {
  const clean = text
    .replaceAll(/[ \t]{2,}/g, ' ')
    .replaceAll(/\s+([,.;:!?])/g, '$1')
    .replaceAll(/[,;]\s*(?:he|she|it|they|we|I|you)\s*(?=[,.;!?]|$)/g, '')
    .replaceAll(/([,;:])(?:\s*[,;:])+/g, '$1')
    .replaceAll(/[,;:]+\s*([.!?])/g, '$1')
    .replaceAll(/([.!?])(?:\s*[.,;])+/g, '$1')
    .replaceAll(/(^|[.!?]\s+)(?:[,;:.]\s*|(?:and|while|with|as)\s+(?=[.,;!?]|$))+/gi, '$1')
    .replaceAll(/[,;:]?\s+(?:and|while|with|as|by|of|in)\s*(?=[.!?]|$)/gi, '')
    .replaceAll(/\b([Aa])n (?=[b-df-gj-np-tv-z])/g, '$1 ')
    .replaceAll(/\b([Aa]) (?=(?:actor|actress|artist|athlete|author|astronaut|influencer)\b)/g, '$1n ')
    .replaceAll(/^[\s,;:]+|[\s,;:]+$/g, '');
  return clean.replace(/^\p{Ll}/u, letter => letter.toUpperCase());
}

function shorten(text: string): string {
  if (text.length <= longest) return text;
  const ends = [...text.slice(0, longest).matchAll(/[.!?。！？](?=\s|$)|[。！？]/g)].map(({ index }) => index + 1);
  const end = ends.at(-1);
  if (end !== undefined && end >= longest / 4) return text.slice(0, end);
  const blank = text.lastIndexOf(' ', longest);
  const cut = blank > longest / 2 ? blank : longest;
  return text.slice(0, cut).replace(/[\p{Surrogate}\s,;:]+$/u, '');
}

/** An English sentence after a prompt in another script would be one more thing to misread. */
function addSilence(text: string): string {
  const letters = text.match(/\p{L}/gu) ?? [];
  const latin = letters.filter(letter => /[A-Za-z]/.test(letter)).length;
  if (/\bsilent\b/i.test(text) || latin < letters.length * 0.8) return text;
  return `${/[.!?…]$/.test(text) ? text : `${text}.`} ${silence}`;
}

const reasons: Readonly<Record<RuleKind, () => string>> = {
  dialogue: () => l10n.t('Dialogue and words in quotation marks are what reviews block most.'),
  speech: () => l10n.t('Speech is blocked often; show what is seen.'),
  sound: () => l10n.t('A silent, visual prompt passes more easily.'),
  style: () => l10n.t('A style or likeness of somebody else may be protected.'),
  person: () => l10n.t('Celebrities and real people are blocked.'),
  brand: () => l10n.t('Brands and logos are blocked.'),
};

function tooLong(): string {
  return l10n.t('A shorter prompt passes more easily.');
}

function namesUnwanted(): string {
  return l10n.t('The negative prompt names what must not appear.');
}
