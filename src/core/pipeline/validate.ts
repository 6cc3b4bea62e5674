// Whether a request fits what a service documents: every problem with its field, before anything is sent.

import * as l10n from '@vscode/l10n';
import { maxTakes } from '../request';
import type { FieldProblem, OptionName, OptionSpec, OptionValue } from '../request';
import { isPictured } from '../public/routes';
import type { Dialect } from '../service';

interface Asked {
  readonly prompt: string;
  readonly options: Readonly<Record<string, OptionValue | undefined>>;
  readonly picture?: unknown;
  readonly pictureRoute?: { readonly kind: string } | undefined;
}

/** Every problem of a request at one service; none: it can be sent. */
export function problemsFor(dialect: Dialect, asked: Asked): FieldProblem[] {
  const specs = dialect.options();
  const kind = isPictured(asked) ? 'picture' : 'text';
  const problems = [promptProblem(dialect, asked.prompt)];
  for (const [name, value] of Object.entries(asked.options)) {
    if (value === undefined) continue;
    const spec = specs.find(candidate => candidate.name === name);
    problems.push(optionProblem(spec, name, value, kind));
  }
  for (const spec of specs) {
    const applies = spec.only === undefined || spec.only === kind;
    if (!applies || spec.required !== true || spec.default !== undefined) continue;
    if (asked.options[spec.name] === undefined) {
      problems.push({ field: spec.name, message: l10n.t('Choose a value for “{0}”.', spec.label) });
    }
  }
  return problems.filter(problem => problem !== undefined);
}

/** What is wrong with a number of takes. */
export function takesProblem(takes: unknown): FieldProblem | undefined {
  const fits = typeof takes === 'number' && Number.isInteger(takes) && takes >= 1 && takes <= maxTakes;
  return fits
    ? undefined
    : { field: 'takes', message: l10n.t('Takes must be a whole number from 1 to {0}.', maxTakes) };
}

function promptProblem(dialect: Dialect, prompt: string): FieldProblem | undefined {
  if (prompt.trim() === '') return { field: 'prompt', message: l10n.t('Write what the video should show.') };
  const limit = dialect.promptMaxLength;
  const length = characters(prompt);
  if (limit === undefined || length <= limit) return undefined;
  return {
    field: 'prompt',
    message: l10n.t(
      'The prompt has {0} characters; this service takes {1}. Shorten it by {2}.',
      length,
      limit,
      length - limit,
    ),
  };
}

/** Characters as people count them closely enough: code points. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function optionProblem(
  spec: OptionSpec | undefined,
  name: string,
  value: OptionValue,
  kind: 'text' | 'picture',
): FieldProblem | undefined {
  const field = name as OptionName;
  if (spec === undefined) return { field, message: l10n.t('This service has no option “{0}”. Leave it out.', name) };
  if (spec.only !== undefined && spec.only !== kind) {
    const message =
      kind === 'picture'
        ? l10n.t('“{0}” is for requests without a first frame. Leave it out, or remove the picture.', spec.label)
        : l10n.t('“{0}” is for requests with a first frame. Leave it out, or choose a picture.', spec.label);
    return { field, message };
  }
  const message = valueProblem(spec, value);
  return message === undefined ? undefined : { field, message };
}

/** What is wrong with an option's value, in a sentence; undefined where nothing is. */
export function valueProblem(spec: OptionSpec, value: OptionValue): string | undefined {
  switch (spec.kind) {
    case 'choice': {
      if (spec.choices.some(choice => choice.value === value)) return undefined;
      const choices = spec.choices.map(choice => choice.label).join(', ');
      return l10n.t('“{0}” cannot be {1}. It is one of: {2}.', spec.label, String(value), choices);
    }
    case 'number':
      return numberProblem(spec, value);
    case 'text': {
      if (typeof value !== 'string') return l10n.t('“{0}” must be text.', spec.label);
      if (spec.maxLength === undefined || characters(value) <= spec.maxLength) return undefined;
      return l10n.t('“{0}” has more than {1} characters. Shorten it.', spec.label, spec.maxLength);
    }
    case 'flag':
      return typeof value === 'boolean' ? undefined : l10n.t('“{0}” must be on or off (true or false).', spec.label);
  }
}

function numberProblem(spec: Extract<OptionSpec, { kind: 'number' }>, value: OptionValue): string | undefined {
  const { min, max, integer, label } = spec;
  const fits =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (!integer || Number.isSafeInteger(value)) &&
    (min === undefined || value >= min) &&
    (max === undefined || value <= max);
  if (fits) return undefined;
  if (min !== undefined && max !== undefined) {
    return integer
      ? l10n.t('“{0}” must be a whole number from {1} to {2}.', label, min, max)
      : l10n.t('“{0}” must be a number from {1} to {2}.', label, min, max);
  }
  if (min !== undefined) return l10n.t('“{0}” must be a number of at least {1}.', label, min);
  return integer ? l10n.t('“{0}” must be a whole number.', label) : l10n.t('“{0}” must be a number.', label);
}
