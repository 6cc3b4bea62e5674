// What several services share of a request: option descriptions in one wording, what was chosen, the picture.

import * as l10n from '@vscode/l10n';
import type { OptionName, OptionSpec, Options, OptionValue } from '../request';
import type { PictureContent } from '../service';

type Choice = Extract<OptionSpec, { kind: 'choice' }>;
type Extra<Kind extends OptionSpec['kind']> = Partial<
  Omit<Extract<OptionSpec, { kind: Kind }>, 'kind' | 'name' | 'label'>
>;

export function resolution(choices: readonly string[], extra: Extra<'choice'> = {}): Choice {
  const list = choices.map(value => ({ value, label: value }));
  return { kind: 'choice', name: 'resolution', label: l10n.t('Resolution'), choices: list, ...extra };
}

export function aspectRatio(choices: readonly string[], extra: Extra<'choice'> = {}): Choice {
  const list = choices.map(value => ({ value, label: ratioLabel(value) }));
  return { kind: 'choice', name: 'aspectRatio', label: l10n.t('Aspect ratio'), choices: list, ...extra };
}

function ratioLabel(value: string): string {
  if (value === 'adaptive') return l10n.t('adaptive (the service decides)');
  if (value === 'keep_ratio') return l10n.t('keep_ratio (as the picture)');
  const [width, height] = value.split(':').map(Number);
  if (width === undefined || height === undefined) return value;
  if (width === height) return l10n.t('{0} (square)', value);
  return width > height ? l10n.t('{0} (landscape)', value) : l10n.t('{0} (portrait)', value);
}

/** Whole seconds between two limits. */
export function seconds(min: number, max: number, usual: number, extra: Extra<'number'> = {}): OptionSpec {
  const label = l10n.t('Duration');
  return {
    kind: 'number',
    name: 'duration',
    label,
    min,
    max,
    integer: true,
    unit: 'seconds',
    default: usual,
    ...extra,
  };
}

/** One of a few durations, in seconds. */
export function someSeconds(choices: readonly number[], usual: number): OptionSpec {
  const list = choices.map(value => ({ value, label: l10n.t('{0} s', value) }));
  return { kind: 'choice', name: 'duration', label: l10n.t('Duration'), choices: list, default: usual };
}

/** `audio`, with what it does to the price. */
export function audio(help: string): OptionSpec {
  return { kind: 'flag', name: 'audio', label: l10n.t('Sound'), default: false, help };
}

/** Bare base64, without a `data:` prefix (services page, decision 4). */
export function bareBase64(picture: PictureContent | undefined): string | undefined {
  return picture?.kind === 'base64' ? picture.data.replace(/^data:[^,]{0,100},/, '') : picture?.url;
}

/** `image_urls` for services that take addresses only; bytes become a `data:` URL (services page, decision 5). */
export function pictureAddresses(picture: PictureContent | undefined): readonly string[] | undefined {
  if (picture === undefined) return undefined;
  return [picture.kind === 'url' ? picture.url : `data:image/jpeg;base64,${bareBase64(picture)}`];
}

export function chosenText(options: Options, name: OptionName): string | undefined {
  const value = chosen(options, name);
  return value === undefined ? undefined : String(value);
}

/** A number, also where it was written as text; undefined where it is neither. */
export function chosenNumber(options: Options, name: OptionName): number | undefined {
  const value = chosen(options, name);
  if (value === undefined || value === '' || typeof value === 'boolean') return undefined;
  return Number.isFinite(Number(value)) ? Number(value) : undefined;
}

export function chosenFlag(options: Options, name: OptionName): boolean | undefined {
  const value = chosen(options, name);
  return value === undefined ? undefined : value === true || value === 'true';
}

function chosen(options: Options, name: OptionName): OptionValue | undefined {
  const value = Object.hasOwn(options, name) ? options[name] : undefined;
  return typeof value === 'string' && value.trim() === '' ? undefined : value;
}
