// Taking the key out of what a service answers: it may echo it, plainly or encoded, and its words are kept and shown.

import { createRedactor } from '../net/redact';
import type { Redactor } from '../net/redact';
import type { HttpAnswer } from '../ports';
import { parseJson } from '../services/answers';

const longestParsed = 1_000_000;
/** More keys than this are not used in turn; each takes a while to prepare. */
const mostRedactors = 16;
const redactors = new Map<string, Redactor>();

function redactorFor(key: string): Redactor {
  let redactor = redactors.get(key);
  if (redactor === undefined) {
    if (redactors.size >= mostRedactors) redactors.clear();
    redactor = createRedactor();
    redactor.add(key);
    redactors.set(key, redactor);
  }
  return redactor;
}

/** The same answer without the key, in whatever form it stands: also escaped inside JSON, in base64, hex or percent signs. */
export function withoutKey(answer: HttpAnswer, key: string): HttpAnswer {
  const redactor = redactorFor(key);
  const text = redactor.strip(answer.text);
  // JSON may spell the same text in many ways: what counts is what it says.
  const json = answer.text.length <= longestParsed && answer.text.includes('\\') ? parseJson(text) : undefined;
  return { ...answer, text: json === undefined ? text : cleaned(text, json, redactor) };
}

function cleaned(text: string, json: unknown, redactor: Redactor): string {
  let changed = false;
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const clean = redactor.strip(value);
      changed ||= clean !== value;
      return clean;
    }
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [redactor.strip(name), walk(inner)]));
  };
  const clean = walk(json);
  return changed ? JSON.stringify(clean) : text;
}
