// What a person has chosen so far on the way through the palette.

import * as vscode from 'vscode';
import type { GenerationRequest, Options, Picture, PictureRoute } from '../../../core/request';
import type { Answer } from './steps';

export interface Plan {
  readonly prompt: string;
  readonly service: string;
  readonly picture?: Picture | undefined;
  /** An address is a first frame also without a picture; the other ways are for services that take addresses only. */
  readonly pictureRoute?: PictureRoute | undefined;
  readonly options: Options;
  readonly takes: number;
}

export function requestFrom({ picture, pictureRoute, ...plan }: Plan): GenerationRequest {
  return { ...plan, ...(picture && { picture }), ...(pictureRoute && { pictureRoute }) };
}

/** Whether the video begins with a picture. */
export function isPictured({ picture, pictureRoute }: Plan): boolean {
  return picture !== undefined || pictureRoute?.kind === 'address';
}

/** A page takes the plan and gives it back changed. */
export type Page = (plan: Plan, frame: PageFrame) => Promise<Answer<Plan>>;

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
    if (answer.kind === 'next') plan = answer.value;
    index += answer.kind === 'next' ? 1 : -1;
  }
  return plan;
}
