// What a warning of links that grow old says and offers. Knows no editor.

import * as l10n from '@vscode/l10n';
import type { Job } from '../core/job';
import { asSentence, momentText, secondsText, shortened } from './views/texts';

export type LinkAction = 'tryNow' | 'openLink' | 'setKey' | 'showJobs';

export interface LinkNotice {
  readonly message: string;
  /** In order; the first is what most people want. */
  readonly actions: readonly LinkAction[];
}

/** One warning for jobs that came to a stage together; none for no jobs. `now` in milliseconds since 1970. */
export function linkNotice(jobs: readonly Job[], now: number): LinkNotice | undefined {
  const byEnd = jobs.toSorted((a, b) => endOf(a) - endOf(b));
  const [first, ...others] = byEnd;
  if (!first) return undefined;
  const lead = others.length === 0 ? leadForOne(first, now) : leadForSeveral(byEnd, first, now);
  const message = [lead, reasonText(byEnd), adviceText(byEnd)].filter(part => part !== '').join(' ');
  return { message, actions: actionsFor(byEnd) };
}

/** `4 h 48 min`; undefined where the link has no end or is past it. */
export function timeLeftOfLink(job: Job, now: number): string | undefined {
  const left = endOf(job) - now;
  return Number.isFinite(left) && left > 0
    ? secondsText(left > 60_000 ? Math.floor(left / 60_000) * 60 : left / 1_000)
    : undefined;
}

function leadForOne(job: Job, now: number): string {
  const name =
    job.takes > 1 ? l10n.t('{0} (take {1})', shortened(job.prompt, 40), job.take) : shortened(job.prompt, 40);
  const left = timeLeftOfLink(job, now);
  if (left === undefined) return l10n.t('“{0}” could not be fetched, and its link has ended by its date.', name);
  const end = momentText(endOf(job), now);
  return job.linkStage === 'half'
    ? l10n.t('“{0}” could not be fetched yet. Its link lives for another {1}, until {2}.', name, left, end)
    : l10n.t('“{0}” could not be fetched yet, and is lost in {1}: its link ends at {2}.', name, left, end);
}

function leadForSeveral(jobs: readonly Job[], first: Job, now: number): string {
  const left = timeLeftOfLink(first, now);
  return left === undefined
    ? l10n.t('{0} videos could not be fetched, and the first of their links has ended by its date.', jobs.length)
    : l10n.t('{0} videos could not be fetched yet. The first of their links ends in {1}.', jobs.length, left);
}

/** One reason for all is said; several are for the rows to say. */
function reasonText(jobs: readonly Job[]): string {
  const reasons = new Set(jobs.map(reasonOf));
  const [reason] = reasons;
  return reasons.size === 1 && reason !== undefined ? asSentence(shortened(reason, 300)) : '';
}

/** What keeps a video from being fetched, in a sentence; empty where nothing is known. */
export function reasonOf({ waiting, error }: Job): string {
  if (waiting?.reason === 'disk') return l10n.t('There is no room for it on the disk.');
  if (waiting?.reason === 'key')
    return l10n.t('Its API key is missing, so the service cannot be asked for a fresh link.');
  return error?.message ?? (waiting?.reason === 'offline' ? l10n.t('The network cannot be reached.') : '');
}

function adviceText(jobs: readonly Job[]): string {
  return jobs.every(({ waiting }) => waiting?.reason === 'disk')
    ? l10n.t('Free some; it is then fetched by itself.')
    : l10n.t('It is tried again by itself.');
}

function actionsFor(jobs: readonly Job[]): readonly LinkAction[] {
  const [first, ...others] = jobs;
  if (others.length > 0 || first?.waiting?.reason === 'disk') return ['tryNow', 'showJobs'];
  return first?.waiting?.reason === 'key' ? ['setKey', 'openLink'] : ['tryNow', 'openLink', 'showJobs'];
}

function endOf({ linkExpiresAt }: Job): number {
  return linkExpiresAt ?? Number.POSITIVE_INFINITY;
}
