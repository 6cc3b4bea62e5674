// Sets a prompt: which of its letters can be drawn, how large, and where its lines break.

import type { Letters } from './letters';

/** The prompt as it can be drawn; empty where the letters are missing: half a sentence would be worse than none. */
export function drawable(prompt: string, letters: Letters): string {
  let text = '';
  for (const letter of prompt.normalize('NFC')) {
    if (/[\s\p{Cc}\p{Zs}]/u.test(letter)) {
      text += ' ';
    } else if (letters.letter(letter.codePointAt(0) ?? 0)) {
      text += letter;
    } else if (/[\p{L}\p{N}]/u.test(letter)) {
      return '';
    }
  }
  text = text.replace(/ +/g, ' ').trim();
  return /[\p{L}\p{N}]/u.test(text) ? text : '';
}

/** The width of a line in ems, with `tracking` ems after each letter. */
export function lineWidth(text: string, letters: Letters, tracking: number): number {
  let units = 0;
  let last: number | undefined;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    units += letters.letter(code)?.advance ?? 0;
    if (last !== undefined) units += letters.kern(last, code);
    last = code;
  }
  return units / letters.unitsPerEm + Math.max(0, text.length - 1) * tracking;
}

/** Breaks a text into lines of at most `width` ems; a word that is longer than that is broken too. */
export function wrap(text: string, width: number, measure: (line: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (measure(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (measure(line) > width && line.length > 1) {
      let fits = 1;
      while (measure(line.slice(0, fits + 1)) <= width) fits++;
      lines.push(line.slice(0, fits));
      line = line.slice(fits);
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

export interface Setting {
  readonly lines: readonly string[];
  /** Pixels per em. */
  readonly size: number;
}

export interface SettingRoom {
  /** In pixels. */
  readonly width: number;
  readonly largest: number;
  readonly smallest: number;
  /** How many lines a size may take. */
  linesAt(size: number): number;
}

/** Lines of equal length read better than full lines and a rest: the narrowest width that needs no line more. */
function balanced(text: string, width: number, measure: (line: string) => number): string[] {
  const lines = wrap(text, width, measure);
  // Never narrower than a word: that would break it.
  let [narrow, wide] = [Math.max(width * 0.4, ...text.split(' ').map(measure)), width];
  for (let step = 0; step < 8; step++) {
    const middle = (narrow + wide) / 2;
    if (wrap(text, middle, measure).length > lines.length) narrow = middle;
    else wide = middle;
  }
  return wrap(text, wide, measure);
}

/** Sets a text as large as its room allows; what does not fit at the smallest size ends in an ellipsis. */
export function settingOf(text: string, room: SettingRoom, measure: (line: string) => number): Setting {
  for (let size = room.largest; size >= room.smallest; size *= 0.97) {
    const width = room.width / size;
    const broken = text.split(' ').some(word => measure(word) > width);
    if (!broken && wrap(text, width, measure).length <= room.linesAt(size)) {
      return { lines: balanced(text, width, measure), size };
    }
  }
  const width = room.width / room.smallest;
  const most = room.linesAt(room.smallest);
  const lines = wrap(text, width, measure);
  if (lines.length <= most) return { lines, size: room.smallest };
  return {
    lines: [...lines.slice(0, most - 1), shortened(lines[most - 1] ?? '', width, measure)],
    size: room.smallest,
  };
}

function shortened(line: string, width: number, measure: (line: string) => number): string {
  let text = line;
  while (text.length > 1 && measure(`${text}…`) > width) {
    const space = text.lastIndexOf(' ');
    text = text.slice(0, space > 0 ? space : -1);
  }
  return `${text.replace(/[\s,;:.–-]+$/u, '')}…`;
}
