// The form's logic that both sides need: which options count for a service, and what a switch of service keeps.

import type { OptionSpec } from './create';
import type { Options, OptionValue } from './shared';

/** The options that a request of this kind takes: with a first frame or from text alone. */
export function specsFor(specs: readonly OptionSpec[], withPicture: boolean): readonly OptionSpec[] {
  return specs.filter(spec => spec.only === undefined || (spec.only === 'picture') === withPicture);
}

/** The chosen options that go into a request: those that this kind of request has, without fields left empty. */
export function chosenOptions(specs: readonly OptionSpec[], chosen: Options, withPicture: boolean): Options {
  const taken: Options = {};
  for (const spec of specsFor(specs, withPicture)) {
    const value = chosen[spec.name];
    if (value !== undefined && value !== '') taken[spec.name] = value;
  }
  return taken;
}

/** Whether a service's option can take a value that was chosen at another service. */
export function understands(spec: OptionSpec, value: OptionValue): boolean {
  switch (spec.kind) {
    case 'choice':
      return spec.choices.some(choice => choice.value === value);
    case 'number':
      return (
        typeof value === 'number' &&
        (!spec.integer || Number.isInteger(value)) &&
        value >= (spec.min ?? -Infinity) &&
        value <= (spec.max ?? Infinity)
      );
    case 'text':
      return typeof value === 'string' && value.length <= (spec.maxLength ?? Infinity);
    case 'flag':
      return typeof value === 'boolean';
  }
}

/** Parts what was chosen into what a service understands and what it does not. Empty fields are in neither part. */
export function splitOptions(specs: readonly OptionSpec[], chosen: Options): { kept: Options; dropped: Options } {
  const kept: Options = {};
  const dropped: Options = {};
  for (const [name, value] of Object.entries(chosen)) {
    if (value === '') continue;
    const spec = specs.find(candidate => candidate.name === name);
    (spec && understands(spec, value) ? kept : dropped)[name] = value;
  }
  return { kept, dropped };
}

/** A field's text as an option's value: a number where it is one, else the text as it stands, for the validation to name. */
export function numberFrom(text: string): number | string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  const number = Number(trimmed.replace(',', '.'));
  return Number.isFinite(number) ? number : trimmed;
}
