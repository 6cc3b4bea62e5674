// The price of sending jobs once more, and the question that shows it before anything is spent.

import * as vscode from 'vscode';
import { RequestError, type Engine } from '../../core/engine';
import type { Estimate, Job } from '../../core/job';
import type { GenerationRequest } from '../../core/request';
import { costText } from '../views/texts';

/** The same request as a job's, for one take. */
export function requestOf(job: Job): GenerationRequest {
  const { service, prompt, options, picture, pictureRoute } = job;
  const address = pictureRoute?.kind === 'address' ? { pictureRoute } : {};
  return { service, prompt, options, takes: 1, ...(picture && { picture }), ...address };
}

/**
 * What all of the jobs cost if they are sent again, in words; undefined where it is free.
 * @throws RequestError `unknown-service`
 */
export async function priceOfAll(engine: Engine, jobs: readonly Job[]): Promise<string | undefined> {
  const services = new Set(jobs.map(job => job.service));
  await Promise.all([...services].map(service => engine.livePrices(service)));
  const estimates = await Promise.all(jobs.map(job => engine.estimate(requestOf(job))));
  const paid = estimates.filter(({ unit }) => unit !== 'free');
  const [first, ...others] = paid;
  if (!first) return undefined;
  return others.length === 0 ? first.text : (sumText(paid) ?? vscode.l10n.t('price unknown'));
}

/** What jobs were to cost when they were asked for, in words; undefined where all are free. */
export function priceThen(jobs: readonly Job[]): string | undefined {
  const paid = jobs.flatMap(({ estimate }) => (estimate === undefined || estimate.unit === 'free' ? [] : [estimate]));
  const known = jobs.every(({ estimate }) => estimate !== undefined);
  if (paid.length === 0) return known ? undefined : vscode.l10n.t('price unknown');
  return (known ? sumText(paid) : undefined) ?? vscode.l10n.t('price unknown');
}

/**
 * Whether a person wants to spend that; free things are not asked about. `more`: what else there is to know of it.
 * @throws RequestError `unknown-job` where one was removed meanwhile
 */
export async function agreesToSpend(
  engine: Engine,
  jobs: readonly Job[],
  question: string,
  yes: string,
  more?: string,
): Promise<boolean> {
  for (const { id } of jobs) {
    if (!engine.job(id)) throw new RequestError('unknown-job', vscode.l10n.t('The job was removed meanwhile.'));
  }
  const price = await priceOfAll(engine, jobs);
  if (price === undefined) return true;
  const names = new Set(jobs.map(job => engine.services().find(({ id }) => id === job.service)?.name ?? job.service));
  const detail = [vscode.l10n.t('{0}, price: {1}', [...names].join(', '), price), more].filter(Boolean).join('\n\n');
  return (await vscode.window.showInformationMessage(question, { modal: true, detail }, yes)) === yes;
}

/** Undefined where one price is not known or the units differ. */
function sumText(estimates: readonly Estimate[]): string | undefined {
  const unit = estimates[0]?.unit;
  let amount = 0;
  for (const estimate of estimates) {
    if (estimate.unit !== unit || estimate.amount === undefined) return undefined;
    amount += estimate.amount;
  }
  if (unit === undefined || unit === 'free') return undefined;
  const text = costText({ amount, unit });
  return estimates.every(({ exact }) => exact) ? text : vscode.l10n.t('about {0}', text);
}
