// Figures as the views write them: seconds, bytes, money, times of day.

import * as l10n from '@vscode/l10n';
import type { Cost } from '../../core/service';

/** `41 s`, `2 min 5 s`, `1 h 3 min`. Never negative. */
export function secondsText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return l10n.t('{0} s', whole);
  const minutes = Math.floor(whole / 60);
  if (minutes >= 60) return l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
  return whole % 60 === 0 ? l10n.t('{0} min', minutes) : l10n.t('{0} min {1} s', minutes, whole % 60);
}

/** `820 kB`, `3.2 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 999_500) return l10n.t('{0} kB', Math.max(1, Math.round(bytes / 1000)));
  return l10n.t('{0} MB', (bytes / 1_000_000).toFixed(1));
}

/** `$1.25`, `$0.004`, `40 credits`. */
export function costText(cost: Cost): string {
  if (cost.unit === 'USD') return dollarsText(cost.amount);
  return cost.amount === 1 ? l10n.t('1 credit') : l10n.t('{0} credits', Number(cost.amount.toFixed(2)));
}

/** `$1.25`; a sum below a cent keeps the digits that say something. */
export function dollarsText(dollars: number): string {
  const tiny = dollars !== 0 && Math.abs(dollars) < 0.01;
  return `$${tiny ? Number(dollars.toPrecision(2)) : dollars.toFixed(2)}`;
}

/** `9:05` for today, with the date otherwise; in the reader's own way of writing. */
export function momentText(milliseconds: number, now: number): string {
  const moment = new Date(milliseconds);
  const sameDay = moment.toDateString() === new Date(now).toDateString();
  const time = { hour: 'numeric', minute: '2-digit' } as const;
  return sameDay
    ? moment.toLocaleTimeString(undefined, time)
    : moment.toLocaleString(undefined, { ...time, month: 'short', day: 'numeric', year: 'numeric' });
}

/** At most `length` characters as people count them, on one line, without control characters or changes of direction. */
export function shortened(text: string, length: number): string {
  const line = text
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .replaceAll(/[\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g, '')
    .trim();
  if (line.length <= length) return line;
  const letters = Array.from(new Intl.Segmenter().segment(line.slice(0, length * 32)), part => part.segment);
  return letters.length <= length
    ? line
    : `${letters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}

/** A service's words, with a full stop where they have none, so that ours can follow. */
export function asSentence(words: string): string {
  return words === '' || /[.!?…][)\]”’"']?$/.test(words) ? words : `${words}.`;
}

/**
 * For notifications and input boxes, where VS Code makes `[words](command:…)` a link that runs a command: words from a
 * service or a prompt must not become one.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', ']\u200B(');
}

/**
 * For lists, boxes and the status bar, where VS Code draws `$(name)` as an icon: a prompt, a file's name or a service's words must not
 * put a tick or a lock of their own there.
 */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$\u200B(');
}

/**
 * Text as Markdown that shows exactly it, and nothing of it as Markdown or HTML. VS Code's own way (`appendText`) joins all words of a
 * line by spaces that do not break, so that long sentences break within words.
 */
export function plainMarkdown(text: string): string {
  return (
    text
      .trim()
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll(/[\\`*_{}[\]()#+\-=!~>|$]/g, '\\$&')
      // Bare addresses become links too: a person opens only what they have copied themselves.
      .replaceAll('://', '&#58;//')
      .replaceAll('@', '&#64;')
      .replaceAll(/\bwww\./gi, found => `${found.slice(0, -1)}&#46;`)
      .replaceAll(/^(\s*\d+)([.)])/gm, '$1\\$2')
      .replaceAll(/[^\S\n]+/g, ' ')
      .replaceAll(/ ?\n[ \n]*/g, '  \n')
  );
}
