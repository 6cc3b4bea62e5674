// An option's value in words, and words as an option's value.

import * as l10n from '@vscode/l10n';
import { valueProblem } from '../../../core/pipeline/validate';
import type { Options, OptionSpec, OptionValue } from '../../../core/request';

/** The options that this kind of request takes. */
export function optionsFor(specs: readonly OptionSpec[], withPicture: boolean): readonly OptionSpec[] {
  return specs.filter(spec => spec.only === undefined || (spec.only === 'picture') === withPicture);
}

/** Only what the service understands is kept of choices made for another one. */
export function keptOptions(options: Options, specs: readonly OptionSpec[]): Options {
  const kept = specs.flatMap(spec => {
    const value = options[spec.name];
    return value !== undefined && suits(spec, value) ? [[spec.name, value] as const] : [];
  });
  return Object.fromEntries(kept);
}

/** `720p`, `5 s`, `on`; `not set` where neither a person nor the service has chosen. */
export function valueText(spec: OptionSpec, value: OptionValue | undefined): string {
  const shown = value ?? spec.default;
  if (shown === undefined || shown === '') return l10n.t('not set');
  if (spec.kind === 'flag') return shown === true ? l10n.t('on') : l10n.t('off');
  if (spec.kind === 'choice') return spec.choices.find(choice => choice.value === shown)?.label ?? String(shown);
  return spec.kind === 'number' && spec.unit === 'seconds' ? l10n.t('{0} s', shown) : String(shown);
}

/** Reads what was typed for a number or a text; empty is the service's default. A problem is the sentence that the form shows. */
export function readTyped(
  spec: OptionSpec,
  typed: string,
): { readonly value: OptionValue | undefined } | { readonly problem: string } {
  const text = typed.trim();
  if (text === '') return { value: undefined };
  const value = spec.kind === 'number' ? Number(text.replace(',', '.')) : text;
  const problem = valueProblem(spec, value);
  return problem === undefined ? { value } : { problem };
}

/** `4 to 15`; undefined where there is no limit. */
export function limitsText(spec: Extract<OptionSpec, { kind: 'number' }>): string {
  if (spec.min !== undefined && spec.max !== undefined) {
    return l10n.t('{0}: {1} to {2}.', spec.label, spec.min, spec.max);
  }
  if (spec.min !== undefined) return l10n.t('{0}: {1} or more.', spec.label, spec.min);
  if (spec.max !== undefined) return l10n.t('{0}: at most {1}.', spec.label, spec.max);
  return spec.integer ? l10n.t('{0} is a whole number.', spec.label) : l10n.t('{0} is a number.', spec.label);
}

function outside(spec: Extract<OptionSpec, { kind: 'number' }>, value: number): boolean {
  return (spec.min !== undefined && value < spec.min) || (spec.max !== undefined && value > spec.max);
}

function suits(spec: OptionSpec, value: OptionValue): boolean {
  switch (spec.kind) {
    case 'choice':
      return spec.choices.some(choice => choice.value === value);
    case 'number':
      return typeof value === 'number' && !outside(spec, value) && (!spec.integer || Number.isInteger(value));
    case 'flag':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string' && value.length <= (spec.maxLength ?? Infinity);
  }
}
