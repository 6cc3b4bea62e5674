// What the status bar says: what runs, what needs a person, and what today cost. Knows no editor.

import * as l10n from '@vscode/l10n';
import type { SpendingSum } from '../../core/engine';
import type { Job } from '../../core/job';
import type { Cost } from '../../core/service';
import { costText, dollarsText } from './texts';

export interface StatusCounts {
  readonly running: number;
  readonly queued: number;
  readonly needs: number;
  /** Jobs that wait because their services cannot be reached; among neither `running` nor `queued`. */
  readonly offline?: Offline;
  readonly today: Pick<SpendingSum, 'usd' | 'credits'>;
}

export interface Offline {
  readonly jobs: number;
  /** Names of the services that cannot be reached. */
  readonly services: readonly string[];
  /** Nothing that is asked answers: most likely it is the network. */
  readonly all: boolean;
}

export interface StatusText {
  /** With codicons. */
  readonly text: string;
  readonly tooltip: string;
  /** What is said aloud. */
  readonly spoken: string;
}

/** Undefined: there is nothing to say. */
export function statusText({ running, queued, needs, offline, today }: StatusCounts): StatusText | undefined {
  const money = moneyParts(today).map(part => l10n.t('{0} today', part));
  const busy = running + queued;
  if (busy === 0 && needs === 0 && money.length === 0 && offline === undefined) return undefined;
  const icons: string[] = [];
  if (needs > 0) icons.push(`$(warning) ${needs}`);
  if (busy > 0) icons.push(running > 0 ? `$(loading~spin) ${running}` : `$(watch) ${queued}`);
  if (offline) icons.push(`$(debug-disconnect) ${offlineText(offline)}`);
  const lead = icons.length > 0 ? icons.join(' ') : '$(device-camera-video)';
  const waiting = offline ? offlineText(offline) : '';
  const parts = [needsText(needs), runningText(running), queuedText(queued), waiting, ...money];
  const spoken = parts.filter(part => part !== '');
  const separator = icons.length > 0 ? ' · ' : ' ';
  return {
    text: money.length > 0 ? `${lead}${separator}${money.join(' · ')}` : lead,
    tooltip: [
      l10n.t('Reelwright: {0}. Click to show the jobs.', spoken.join(', ')),
      offline ? offlineTooltip(offline) : '',
    ]
      .filter(part => part !== '')
      .join('\n\n'),
    spoken: l10n.t('Reelwright: {0}', spoken.join(', ')),
  };
}

/** What waits for the network among the jobs that run or are queued; undefined for nothing. `nameOf` gives a service's name. */
export function offlineAmong(jobs: readonly Job[], nameOf: (service: string) => string): Offline | undefined {
  const waiting = jobs.filter(waitsForNetwork);
  if (waiting.length === 0) return undefined;
  const services = new Set(waiting.map(job => job.service));
  // The sandbox needs no network, so that it works says nothing.
  const others = jobs.some(job => isAsked(job) && job.service !== 'sandbox' && !services.has(job.service));
  return { jobs: waiting.length, services: [...services].map(nameOf), all: !others };
}

/** Of a job that stands in *Needs you* it is said there. */
export function waitsForNetwork(job: Job): boolean {
  return job.waiting?.reason === 'offline' && job.needs === undefined;
}

function isAsked({ state, needs }: Job): boolean {
  return needs === undefined && (state === 'pending' || state === 'running' || state === 'downloading');
}

function offlineText({ jobs, services, all }: Offline): string {
  if (all) return jobs === 1 ? l10n.t('Offline: 1 job waits') : l10n.t('Offline: {0} jobs wait', jobs);
  const names = services.join(', ');
  return jobs === 1
    ? l10n.t('{0} cannot be reached: 1 job waits', names)
    : l10n.t('{0} cannot be reached: {1} jobs wait', names, jobs);
}

function offlineTooltip({ services }: Offline): string {
  return l10n.t(
    '{0} cannot be reached. It is tried again by itself, at least once a minute; what waits then goes on. Nothing is lost, and nothing is sent twice.',
    services.join(', '),
  );
}

/** The sum over several services. */
export function sumOfToday(sums: readonly Pick<SpendingSum, 'usd' | 'credits'>[]): StatusCounts['today'] {
  return {
    usd: sums.reduce((sum, { usd }) => sum + usd, 0),
    credits: sums.reduce((sum, { credits }) => sum + credits, 0),
  };
}

function moneyParts({ usd, credits }: StatusCounts['today']): string[] {
  const spent: Cost = { amount: credits, unit: 'credits' };
  return [usd > 0 ? dollarsText(usd) : '', credits > 0 ? costText(spent) : ''].filter(part => part !== '');
}

function needsText(count: number): string {
  if (count === 0) return '';
  return count === 1 ? l10n.t('1 job needs you') : l10n.t('{0} jobs need you', count);
}

function runningText(count: number): string {
  if (count === 0) return '';
  return count === 1 ? l10n.t('1 job runs') : l10n.t('{0} jobs run', count);
}

function queuedText(count: number): string {
  return count === 0 ? '' : l10n.t('{0} queued', count);
}
