// What a person has chosen so far on the way through the palette.

import * as vscode from 'vscode';
import type { GenerationRequest, Options, OptionSpec, Picture, PictureRoute } from '../../../core/request';
import { keptOptions, optionsFor } from './optionText';
import type { Answer } from './steps';

export interface Plan {
  readonly prompt: string;
  readonly service: string;
  readonly picture?: Picture | undefined;
  /** An address is a first frame also without a picture; the other ways are for services that take addresses only. */
  readonly pictureRoute?: PictureRoute | undefined;
  readonly options: Options;
  readonly takes: number;
  /** Options that the present service does not understand, kept for a way back. */
  readonly aside?: Options;
  /** Names of options that the last switch of service left out. */
  readonly dropped?: readonly string[];
}

export function requestFrom({ prompt, service, options, takes, picture, pictureRoute }: Plan): GenerationRequest {
  return { prompt, service, options, takes, ...(picture && { picture }), ...(pictureRoute && { pictureRoute }) };
}

/** The options of a plan at another service: what both understand is kept, and what is not is remembered, and said on the last page. */
export function optionsAt(
  plan: Plan,
  service: string,
  specs: readonly OptionSpec[],
): Pick<Plan, 'options' | 'aside' | 'dropped'> {
  const { options, aside = {}, dropped = [] } = plan;
  if (service === plan.service) return { options, aside, dropped };
  const chosen: Options = { ...aside, ...options };
  const kept = keptOptions(chosen, specs);
  const lost = Object.entries(chosen).filter(([name]) => !Object.hasOwn(kept, name));
  return {
    options: kept,
    aside: Object.fromEntries(lost),
    dropped: lost.flatMap(([name]) => (Object.hasOwn(options, name) ? [name] : [])),
  };
}

/** A plan without options that are for the other kind of request, and the names of all that is left out. */
export function fitted(
  plan: Plan,
  specs: readonly OptionSpec[],
): { readonly plan: Plan; readonly leftOut: readonly string[] } {
  const options = keptOptions(plan.options, optionsFor(specs, isPictured(plan)));
  const unfit = Object.keys(plan.options).filter(name => !Object.hasOwn(options, name));
  return { plan: { ...plan, options }, leftOut: [...new Set([...(plan.dropped ?? []), ...unfit])] };
}

/** Whether the video begins with a picture. */
export function isPictured({ picture, pictureRoute }: Plan): boolean {
  return picture !== undefined || pictureRoute?.kind === 'address';
}

/** A page takes the plan and gives it back changed, also where the person goes back from it. */
export type Page = (plan: Plan, frame: PageFrame) => Promise<Answer<Plan> | Back>;

interface Back {
  readonly kind: 'back';
  readonly value: Plan;
}

export interface PageFrame {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly back: boolean;
}

/** Goes from page to page, forth and back; undefined when the person left. */
export async function walk(pages: readonly Page[], begin: Plan): Promise<Plan | undefined> {
  let plan = begin;
  for (let index = 0; index < pages.length;) {
    const page = pages[index];
    if (!page) break;
    const frame = {
      title: vscode.l10n.t('Generate Video'),
      step: index + 1,
      totalSteps: pages.length,
      back: index > 0,
    };
    const answer = await page(plan, frame);
    if (answer.kind === 'cancel') return undefined;
    if ('value' in answer) plan = answer.value;
    index += answer.kind === 'next' ? 1 : -1;
  }
  return plan;
}
