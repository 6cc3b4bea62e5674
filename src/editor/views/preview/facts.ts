// The details beside the picture: what was asked for, what it cost, how long it took, and the service's ids.

import * as l10n from '@vscode/l10n';
import { isFinal, type Job } from '../../../core/job';
import type { OptionName, OptionValue } from '../../../core/request';
import type { Fact, FactGroup } from '../../../protocol/preview';
import { firstFrameText } from '../firstFrame';
import { bytesText, costText, momentText, secondsText } from '../texts';

type Pair = readonly [string, string | undefined];

/** The options, chosen or the service's own, one chip each, in the vocabulary's order; the negative prompt is too long for one. */
export function chipsOf(job: Job): readonly Fact[] {
  const names: readonly (readonly [OptionName, string, (value: OptionValue) => string])[] = [
    ['resolution', l10n.t('Resolution'), String],
    ['duration', l10n.t('Duration'), value => l10n.t('{0} s', String(value))],
    ['aspectRatio', l10n.t('Aspect ratio'), String],
    ['style', l10n.t('Style'), String],
    ['motionIntensity', l10n.t('Motion'), value => l10n.t('motion {0}', String(value))],
    ['audio', l10n.t('Audio'), value => (value === true ? l10n.t('audio') : l10n.t('no audio'))],
    ['fixedLens', l10n.t('Camera'), value => (value === true ? l10n.t('fixed lens') : '')],
    ['seed', l10n.t('Seed'), value => l10n.t('seed {0}', String(value))],
  ];
  const chips = names.flatMap(([option, name, say]) => {
    const value = job.effective[option];
    const text = value === undefined ? '' : say(value);
    return value === '' || text === '' ? [] : [{ name, value: text }];
  });
  const from = job.picture?.name ?? (job.pictureRoute?.kind === 'address' ? l10n.t('an address') : undefined);
  return from === undefined ? chips : [...chips, { name: l10n.t('First frame'), value: l10n.t('from {0}', from) }];
}

/** In groups, in the order in which a person wants to know them; a group without facts is left out. */
export function factGroups(job: Job, around: { readonly now: number; readonly serviceName: string }): FactGroup[] {
  const groups: readonly (readonly [string, readonly Pair[]])[] = [
    [l10n.t('Request'), requestFacts(job, around.serviceName)],
    [l10n.t('Price'), priceFacts(job)],
    [l10n.t('Times'), timeFacts(job, around.now)],
    [l10n.t('File'), fileFacts(job)],
    [l10n.t('Ids'), idFacts(job)],
  ];
  return groups
    .map(([title, pairs]) => ({ title, facts: pairs.flatMap(([name, value]) => (value ? [{ name, value }] : [])) }))
    .filter(group => group.facts.length > 0);
}

function requestFacts(job: Job, serviceName: string): Pair[] {
  return [
    [l10n.t('Service'), serviceName],
    [l10n.t('Negative prompt'), job.options.negativePrompt?.toString()],
    [l10n.t('First frame'), firstFrameText(job)],
    [l10n.t('Take'), job.takes > 1 ? l10n.t('{0} of {1}', job.take, job.takes) : undefined],
  ];
}

function priceFacts(job: Job): Pair[] {
  return [
    [l10n.t('Charged'), job.cost && costText(job.cost)],
    [l10n.t('Estimated'), job.estimate?.text],
    [l10n.t('Mock'), job.mock === true ? l10n.t('the answer to a test key') : undefined],
  ];
}

/** A step that took less than half a second is not worth a line. */
function timeFacts(job: Job, now: number): Pair[] {
  const { createdAt, acceptedAt, readyAt, finishedAt } = job;
  const step = (from: number | undefined, to: number | undefined): string | undefined =>
    from === undefined || to === undefined || to - from < 500 ? undefined : secondsText((to - from) / 1000);
  return [
    [l10n.t('Queued'), momentText(createdAt, now)],
    [l10n.t('Waited to be sent'), step(createdAt, acceptedAt)],
    [l10n.t('Made in'), job.video && step(acceptedAt, readyAt)],
    [l10n.t('Ran for'), job.video || !isFinal(job.state) ? undefined : step(acceptedAt, finishedAt)],
    [l10n.t('Fetched in'), step(readyAt, job.video && finishedAt)],
    [l10n.t('Total'), isFinal(job.state) ? step(createdAt, finishedAt) : undefined],
    [l10n.t('Finished'), finishedAt === undefined ? undefined : momentText(finishedAt, now)],
  ];
}

function fileFacts(job: Job): Pair[] {
  const video = job.video;
  if (!video) return [];
  const size = video.width && video.height ? `${video.width} × ${video.height}` : undefined;
  const sound = video.hasAudio === undefined ? undefined : video.hasAudio ? l10n.t('yes') : l10n.t('none');
  return [
    [l10n.t('Picture'), size],
    [l10n.t('Length'), video.seconds === undefined ? undefined : l10n.t('{0} s', Number(video.seconds.toFixed(2)))],
    [l10n.t('Sound'), sound],
    [l10n.t('Size'), bytesText(video.bytes)],
  ];
}

function idFacts(job: Job): Pair[] {
  return [
    [l10n.t('Service’s id'), job.remoteId],
    [l10n.t('Job'), job.id],
    [l10n.t('Retry of'), job.retryOf],
  ];
}
