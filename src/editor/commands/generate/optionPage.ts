// One option's own page: a choice from a list, or a number or text to type.

import * as vscode from 'vscode';
import { maxTakes, type OptionSpec, type OptionValue } from '../../../core/request';
import { limitsText, readTyped, valueText } from './optionText';
import { askForItem, askForText } from './steps';

/** The price of the request with a value, in words. */
type PriceOf = (value: OptionValue) => Promise<string>;

/** The new value (undefined: the service's default), or nothing when the person went back or left. */
export async function askForOption(
  spec: OptionSpec,
  value: OptionValue | undefined,
  priceOf: PriceOf,
): Promise<{ readonly value: OptionValue | undefined } | undefined> {
  if (spec.kind === 'flag') return { value: !(value ?? spec.default) };
  return spec.kind === 'choice' ? askForChoice(spec, value, priceOf) : askForTyped(spec, value);
}

/** How many takes, 1 to `maxTakes`; nothing when the person went back or left. */
export async function askForTakes(takes: number): Promise<number | undefined> {
  const items = Array.from({ length: maxTakes }, (_, index) => ({ label: String(index + 1), takes: index + 1 }));
  const answer = await askForItem({
    title: vscode.l10n.t('Takes'),
    placeholder: vscode.l10n.t('How many videos are to be made? Each one is paid.'),
    items,
    active: items[takes - 1],
    back: true,
  });
  return answer.kind === 'next' ? answer.value.takes : undefined;
}

async function askForChoice(
  spec: Extract<OptionSpec, { kind: 'choice' }>,
  value: OptionValue | undefined,
  priceOf: PriceOf,
) {
  const usual = vscode.l10n.t('default');
  const prices = await Promise.all(spec.choices.map(choice => priceOf(choice.value)));
  // Said where it depends on the choice.
  const priced = new Set(prices).size > 1;
  const items = spec.choices.map((choice, index) => ({
    label: choice.label,
    description: [priced ? prices[index] : '', choice.value === spec.default ? usual : ''].filter(Boolean).join(' · '),
    value: choice.value,
  }));
  const answer = await askForItem({
    title: spec.label,
    placeholder: spec.help ?? spec.label,
    items,
    active: items.find(item => item.value === (value ?? spec.default)),
    back: true,
  });
  return answer.kind === 'next' ? { value: answer.value.value } : undefined;
}

async function askForTyped(spec: Extract<OptionSpec, { kind: 'number' | 'text' }>, value: OptionValue | undefined) {
  const limits = spec.kind === 'number' ? limitsText(spec) : '';
  const answer = await askForText({
    title: spec.label,
    placeholder: spec.default === undefined ? vscode.l10n.t('not set') : valueText(spec, undefined),
    prompt: [spec.help, limits].filter(Boolean).join(' '),
    value: value === undefined ? '' : String(value),
    check: async typed => {
      const read = readTyped(spec, typed);
      return 'problem' in read ? read.problem : undefined;
    },
    back: true,
  });
  const read = answer.kind === 'next' ? readTyped(spec, answer.value) : undefined;
  return read && 'value' in read ? read : undefined;
}
