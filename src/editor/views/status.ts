// What the status bar says: what runs, what needs a person, and what today cost. Knows no editor.

import * as l10n from '@vscode/l10n';
import type { SpendingSum } from '../../core/engine';
import type { Cost } from '../../core/service';
import { costText, dollarsText } from './texts';

export interface StatusCounts {
  readonly running: number;
  readonly queued: number;
  readonly needs: number;
  readonly today: Pick<SpendingSum, 'usd' | 'credits'>;
}

export interface StatusText {
  /** With codicons. */
  readonly text: string;
  readonly tooltip: string;
  /** What is said aloud. */
  readonly spoken: string;
}

/** Undefined: there is nothing to say. */
export function statusText({ running, queued, needs, today }: StatusCounts): StatusText | undefined {
  const money = moneyParts(today).map(part => l10n.t('{0} today', part));
  const busy = running + queued;
  if (busy === 0 && needs === 0 && money.length === 0) return undefined;
  const icons: string[] = [];
  if (needs > 0) icons.push(`$(warning) ${needs}`);
  if (busy > 0) icons.push(running > 0 ? `$(loading~spin) ${running}` : `$(watch) ${queued}`);
  const lead = icons.length > 0 ? icons.join(' ') : '$(device-camera-video)';
  const spoken = [needsText(needs), runningText(running), queuedText(queued), ...money].filter(part => part !== '');
  const separator = icons.length > 0 ? ' · ' : ' ';
  return {
    text: money.length > 0 ? `${lead}${separator}${money.join(' · ')}` : lead,
    tooltip: l10n.t('Reelwright: {0}. Click to show the jobs.', spoken.join(', ')),
    spoken: l10n.t('Reelwright: {0}', spoken.join(', ')),
  };
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
