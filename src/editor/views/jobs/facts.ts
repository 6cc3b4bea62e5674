// Everything that is known of a job, as pairs of a name and a value: the tooltip's lines.

import * as l10n from '@vscode/l10n';
import { isFinal, type Job } from '../../../core/job';
import { isInServicesWords } from '../../../core/pipeline/own-words';
import { firstFrameText } from '../firstFrame';
import { bytesText, costText, momentText, secondsText } from '../texts';
import { optionsText, stateText, waitingText, type Moment } from './rowTexts';
import { elapsedSeconds, timeLeftText } from './timing';

export interface Fact {
  readonly name: string;
  /** Plain text, perhaps in a service's own words. */
  readonly value: string;
}

/** In the order in which a person wants to know them; the prompt is not among them. */
export function jobFacts(job: Job, moment: Moment, serviceName = job.service): readonly Fact[] {
  const needs = job.needs !== undefined || job.state === 'inDoubt';
  const facts: [string, string | number | undefined][] = [
    [l10n.t('State'), stateText(job)],
    [needs ? l10n.t('Needs') : l10n.t('Waiting'), waitingText(job, moment.now)],
    ...errorFacts(job),
    [l10n.t('Time'), timeText(job, moment)],
    [l10n.t('Cancelling'), job.uncancelled?.message],
    [l10n.t('Mock'), job.mock === true ? l10n.t('the answer to a test key, without charge') : undefined],
    [l10n.t('Cost'), moneyFact(job)],
    [l10n.t('Service'), serviceName],
    [l10n.t('Options'), optionsText(job.effective)],
    [l10n.t('Negative prompt'), job.options.negativePrompt?.toString()],
    [l10n.t('Seed'), job.options.seed?.toString()],
    [l10n.t('First frame'), firstFrameText(job)],
    [l10n.t('Take'), job.takes > 1 ? l10n.t('{0} of {1}', job.take, job.takes) : undefined],
    [l10n.t('Video'), videoText(job)],
    [l10n.t('Saved'), job.saved.length === 0 ? undefined : job.saved.map(fileName).join(', ')],
    [l10n.t('Asked for'), momentText(job.createdAt, moment.now)],
    [l10n.t('Link ends'), linkText(job, moment.now)],
    [l10n.t('Service’s id'), job.remoteId],
    [l10n.t('Id'), job.id],
  ];
  return facts.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [{ name, value: String(value) }],
  );
}

/** The service's own words are told from ours, and a cancel from a failure. */
function errorFacts({ error, state }: Job): [string, string][] {
  if (!error) return [];
  if (state === 'cancelled') return [[l10n.t('Outcome'), `${error.message} ${error.advice}`.trim()]];
  const name = isInServicesWords(error) ? l10n.t('The service said') : l10n.t('Problem');
  return [
    [name, error.message],
    [l10n.t('What to do'), error.advice],
  ];
}

function timeText(job: Job, moment: Moment): string | undefined {
  if (job.state === 'queued') return undefined;
  const elapsed = elapsedSeconds(job, moment.now);
  if (isFinal(job.state)) return secondsText(elapsed);
  const left = timeLeftText(elapsed, moment.usual, job.fraction);
  return left === undefined ? secondsText(elapsed) : `${secondsText(elapsed)} · ${left}`;
}

function moneyFact(job: Job): string | undefined {
  if (!job.cost) return job.estimate?.text;
  return job.estimate?.amount !== undefined && job.estimate.amount !== job.cost.amount
    ? l10n.t('{0} (estimated: {1})', costText(job.cost), job.estimate.text)
    : costText(job.cost);
}

function videoText(job: Job): string | undefined {
  const video = job.video;
  if (!video) return undefined;
  const size = video.width && video.height ? `${video.width} × ${video.height}` : undefined;
  const seconds = video.seconds === undefined ? undefined : l10n.t('{0} s', Number(video.seconds.toFixed(1)));
  const sound = video.hasAudio ? l10n.t('with sound') : undefined;
  return [size, seconds, bytesText(video.bytes), sound].filter(part => part !== undefined).join(' · ');
}

function linkText(job: Job, now: number): string | undefined {
  return job.video || job.linkExpiresAt === undefined ? undefined : momentText(job.linkExpiresAt, now);
}

function fileName(uri: string): string {
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
