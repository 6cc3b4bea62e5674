// What a row of the Jobs tree says: the prompt's first words, then time first, since narrow sidebars cut the end.

import * as l10n from '@vscode/l10n';
import type { Job } from '../../../core/job';
import type { Options } from '../../../core/request';
import { timeLeftOfLink } from '../../linkTexts';
import { bytesText, costText, momentText, secondsText, shortened } from '../texts';
import { groupOf } from './model';
import { elapsedSeconds, timeLeftText } from './timing';

/** What a text is made from besides the job. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Seconds that jobs of this kind usually took here. */
  readonly usual: number | undefined;
}

/** Short enough that a narrow side bar shows the time beside it. */
export function rowLabel(job: Job): string {
  return shortened(job.prompt, 18) || l10n.t('(no prompt)');
}

/** `41 s · about 20 s left · 720p 8 s · seedance-tv`; with takes or a picture `41 s · take 2 of 3 · dawn.jpg · about …`. */
export function rowDescription(job: Job, moment: Moment): string {
  const { time, rest } = progressOf(job, moment);
  const which = joined([takeText(job), pictureText(job)]);
  const parts = standsStill(job) ? [time, rest, which] : [time, which, rest];
  return joined([...parts, shortOptions(job), job.service]);
}

/** Why it does is what there is to know of it, before which take it is. */
function standsStill(job: Job): boolean {
  return groupOf(job) === 'needs' || (job.waiting !== undefined && job.waiting.reason !== 'turn');
}

/** `take 2 of 3`; undefined for the only one. */
export function takeText(job: Job): string | undefined {
  return job.takes > 1 ? l10n.t('take {0} of {1}', job.take, job.takes) : undefined;
}

/** The first frame's name, short enough for a row. */
export function pictureText({ picture }: Job): string | undefined {
  return picture && shortened(picture.name, 20);
}

/** What a screen reader says: all that the row shows, with the state and the cost in words. */
export function spokenLabel(job: Job, moment: Moment): string {
  const { time, rest } = progressOf(job, moment);
  const picture = pictureText(job);
  const state = stateText(job);
  const parts = [
    shortened(job.prompt, 120),
    takeText(job),
    picture && l10n.t('from {0}', picture),
    state,
    // The row may have nothing to say but the state.
    joined([time, rest === state ? undefined : rest]),
    optionsText(job.effective),
    job.service,
    moneyText(job),
  ];
  return parts.filter(part => part !== undefined && part !== '').join(', ');
}

/** `720p 8 s`: what fits into a row. */
function shortOptions(job: Job): string | undefined {
  const { resolution, duration } = job.effective;
  return optionsText({ ...(resolution && { resolution }), ...(duration && { duration }) });
}

/** `720p 8 s 9:16` */
export function optionsText(options: Options): string | undefined {
  const seconds = options.duration === undefined ? undefined : l10n.t('{0} s', options.duration);
  const parts = [options.resolution, seconds, options.aspectRatio].filter(part => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** `$1.25` once it is known, else `about $1.25`. */
export function moneyText(job: Job): string | undefined {
  return job.cost ? costText(job.cost) : job.estimate?.text;
}

export function stateText(job: Job): string {
  if (job.cancelling) return l10n.t('cancelling');
  switch (job.state) {
    case 'queued':
      return l10n.t('queued');
    case 'submitting':
      return l10n.t('being sent');
    case 'inDoubt':
      return l10n.t('in doubt');
    case 'pending':
      return l10n.t('in the service’s queue');
    case 'running':
      return l10n.t('running');
    case 'downloading':
      return l10n.t('fetching the video');
    case 'completed':
      return l10n.t('done');
    case 'failed':
      return l10n.t('failed');
    case 'cancelled':
      return l10n.t('cancelled');
    case 'expired':
      return l10n.t('lost: the link expired');
  }
}

/** Why a job needs a person, or waits; undefined where it does neither. */
export function waitingText(job: Job, now: number): string | undefined {
  return needsText(job, now) ?? (job.state === 'queued' ? queueText(job, now) : undefined);
}

/** How far a job is: its time, and what else there is to say; a job that does not run has no time. */
interface Progress {
  readonly time?: string;
  readonly rest?: string | undefined;
}

function progressOf(job: Job, moment: Moment): Progress {
  const elapsed = elapsedSeconds(job, moment.now);
  switch (groupOf(job)) {
    case 'needs':
      return { rest: needsText(job, moment.now) };
    case 'queued':
      return { rest: queueText(job, moment.now) };
    case 'running':
      return { time: secondsText(elapsed), rest: runningText(job, moment, elapsed) };
    case 'done':
      return { time: secondsText(elapsed) };
    case 'failed':
      return { rest: (job.state === 'failed' && shortened(job.error?.message ?? '', 60)) || stateText(job) };
  }
}

function runningText(job: Job, moment: Moment, elapsed: number): string {
  if (job.cancelling) return l10n.t('cancelling');
  if (job.waiting) return queueText(job, moment.now);
  if (job.state === 'submitting') return l10n.t('being sent');
  if (job.state === 'downloading') return downloadText(job);
  return joined([timeLeftText(elapsed, moment.usual, job.fraction), remoteWord(job)]);
}

function remoteWord(job: Job): string | undefined {
  return job.remoteWord === undefined ? undefined : l10n.t('“{0}”', shortened(job.remoteWord, 24));
}

function downloadText(job: Job): string {
  const { received, total } = job.download ?? { received: 0, total: undefined };
  if (received === 0) return l10n.t('fetching');
  return total === undefined
    ? l10n.t('fetching, {0}', bytesText(received))
    : l10n.t('fetching, {0} of {1}', bytesText(received), bytesText(total));
}

function queueText(job: Job, now: number): string {
  switch (job.waiting?.reason) {
    case 'key':
      return l10n.t('waits for an API key');
    case 'rate':
      return l10n.t('the service asks to wait until {0}', momentText(job.waiting.until, now));
    case 'credits':
      return l10n.t('the service says that no balance is left');
    case 'doubts':
      return l10n.t('waits: three are in doubt, decide on those first');
    case 'offline':
      return job.state === 'downloading'
        ? l10n.t('offline: waits to be fetched')
        : l10n.t('offline: the service cannot be reached');
    case 'disk':
      return l10n.t('waits for room on the disk');
    default:
      return l10n.t('waits for its turn');
  }
}

function needsText(job: Job, now: number): string | undefined {
  switch (job.needs ?? (job.state === 'inDoubt' ? 'decision' : undefined)) {
    case 'decision':
      return job.state === 'inDoubt'
        ? l10n.t('did it arrive? Decide')
        : l10n.t('“{0}” for long; see the service’s dashboard', shortened(job.remoteWord ?? '', 24));
    case 'key':
      return l10n.t('needs an API key');
    case 'room':
      return l10n.t('needs room on the disk');
    case 'link':
      return linkText(job, now);
    case 'account':
      return l10n.t('made with another API key');
    case undefined:
      return undefined;
  }
}

/** What is lost, and when, comes first: a narrow side bar cuts the rest. */
function linkText(job: Job, now: number): string {
  const left = timeLeftOfLink(job, now);
  if (left === undefined) return l10n.t('could not be fetched');
  return job.linkStage === undefined
    ? l10n.t('could not be fetched yet; its link lives {0}', left)
    : l10n.t('{0} until its link dies; could not be fetched', left);
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter(part => part !== undefined && part !== '').join(' · ');
}
