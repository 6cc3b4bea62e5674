// What a Preview tab shows of a job, in words and figures; knows no editor, so that every state can be tested.

import * as l10n from '@vscode/l10n';
import { isFinal, type Job, type JobAbilities, type Video } from '../../../core/job';
import type { Action, Scene, Snapshot } from '../../../protocol/preview';
import { mendsOf } from '../../nextSteps';
import { pictureText, stateText, takeText, waitingText } from '../jobs/rowTexts';
import { elapsedSeconds, timeLeftText } from '../jobs/timing';
import { bytesText, secondsText, shortened } from '../texts';
import { chipsOf, factGroups } from './facts';

/** What a snapshot is made from besides the job. */
export interface Surroundings {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Seconds that jobs of this kind usually took here. */
  readonly usual?: number;
  readonly serviceName: string;
  readonly abilities: JobAbilities;
  /** The window runs in a browser or shows another machine: the file travels, and no player of this system can open it. */
  readonly remote: boolean;
  /** Where the view finds the video; undefined where the library no longer has it. */
  readonly source: string | undefined;
}

const megabyte = 1_000_000;
/** Far above any service's limit; no more crosses the border. */
const maxPrompt = 100_000;

/** Bytes up to which a video is played in the tab (product page, *Surfaces*, Preview). */
export function playableBytes(remote: boolean): number {
  return (remote ? 64 : 256) * megabyte;
}

export function snapshotOf(job: Job, around: Surroundings): Snapshot {
  const scene = sceneOf(job, around);
  return {
    type: 'snapshot',
    jobId: job.id,
    scene,
    prompt: job.prompt.slice(0, maxPrompt),
    chips: [...chipsOf(job)],
    groups: [...factGroups(job, around)],
    saved: job.saved.map(fileName),
    actions: actionsFor(job, scene, around),
  };
}

/** `A calm sea · take 2 of 3`: takes and pictures of one prompt have tabs that can be told apart. */
export function tabTitle(job: Job): string {
  return [shortened(job.prompt, 24), takeText(job), pictureText(job)].filter(Boolean).join(' · ');
}

/** While the store is read. */
export function loadingSnapshot(jobId: string): Snapshot {
  return { ...empty(jobId), scene: { kind: 'loading' } };
}

/** A job that is not in the list: it was removed, here or in another window. */
export function removedSnapshot(jobId: string): Snapshot {
  const text = l10n.t(
    'It was taken out of the Jobs view, with its video in the library. Copies that were saved are still there.',
  );
  return { ...empty(jobId), scene: { kind: 'still', icon: 'trash', title: l10n.t('This job was removed'), text } };
}

function empty(jobId: string): Omit<Snapshot, 'scene'> {
  return { type: 'snapshot', jobId, prompt: '', chips: [], groups: [], saved: [], actions: [] };
}

function sceneOf(job: Job, around: Surroundings): Scene {
  if (job.state === 'completed' && job.video) return videoScene(job.video, around);
  if (isFinal(job.state)) return endedScene(job);
  const attention = job.needs !== undefined || job.state === 'inDoubt';
  return {
    kind: 'busy',
    title: capitalised(attention ? l10n.t('needs you') : stateText(job)),
    detail: busyText(job, around),
    attention,
    ...(fractionOf(job) !== undefined && { fraction: fractionOf(job) }),
  };
}

function videoScene(video: Video, around: Surroundings): Scene {
  if (around.source === undefined) {
    const text = l10n.t(
      'The file is no longer in the library on this machine. Look for a saved copy, or retry the job.',
    );
    return { kind: 'still', icon: 'warning', title: l10n.t('The video is gone'), text };
  }
  if (video.bytes > playableBytes(around.remote)) return largeScene(video, around.remote);
  return {
    kind: 'player',
    source: around.source,
    soundAdvice: around.remote
      ? l10n.t(
          'This clip has a sound track that this view cannot play. Save it with Save as… and open it in a player to hear it.',
        )
      : l10n.t('This clip has a sound track that this view cannot play. Open it in the system’s player to hear it.'),
    ...(video.width !== undefined && { width: video.width }),
    ...(video.height !== undefined && { height: video.height }),
    ...(video.seconds !== undefined && { seconds: video.seconds }),
    ...(video.hasAudio !== undefined && { hasAudio: video.hasAudio }),
  };
}

function largeScene(video: Video, remote: boolean): Scene {
  const text = remote
    ? l10n.t(
        'With {0} it is too large to be played over this connection. Save it and open it in a player.',
        bytesText(video.bytes),
      )
    : l10n.t('With {0} it is too large to be played here. Open it in the system’s player.', bytesText(video.bytes));
  return { kind: 'still', icon: 'device-camera-video', title: l10n.t('The video is ready'), text };
}

function endedScene(job: Job): Scene {
  const { message, advice } = job.error ?? {};
  const said = job.error?.code ?? '';
  const status = job.error?.httpStatus === undefined ? '' : `HTTP ${job.error.httpStatus}`;
  // Without a code of the service's own there is ours, which says the status once more.
  const code = [/^http-\d+$/.test(said) ? '' : shortened(said, 80), status].filter(Boolean).join(' · ');
  return {
    kind: 'ended',
    title: capitalised(stateText(job)),
    failed: job.state !== 'cancelled',
    ...(message && { message }),
    ...(advice && { advice }),
    ...(code && { code }),
  };
}

function busyText(job: Job, { now, usual }: Surroundings): string {
  const waits = waitingText(job, now);
  if (waits !== undefined) return [capitalised(waits), job.error?.advice].filter(Boolean).join('. ');
  const elapsed = elapsedSeconds(job, now);
  const left = job.state === 'downloading' ? downloadText(job) : timeLeftText(elapsed, usual, job.fraction);
  return left === undefined ? secondsText(elapsed) : `${secondsText(elapsed)} · ${left}`;
}

function downloadText(job: Job): string | undefined {
  const { received, total } = job.download ?? {};
  if (!received) return undefined;
  return total === undefined ? bytesText(received) : l10n.t('{0} of {1}', bytesText(received), bytesText(total));
}

/** Never whole before it is done. */
function fractionOf(job: Job): number | undefined {
  const { received, total } = job.download ?? {};
  const fraction = job.state === 'downloading' && received !== undefined && total ? received / total : job.fraction;
  return fraction === undefined ? undefined : Math.min(0.99, Math.max(0, fraction));
}

/** Only what works now: no button is dead. */
function actionsFor(job: Job, scene: Scene, { abilities, remote }: Surroundings): Action[] {
  const here = scene.kind === 'player' || (scene.kind === 'still' && scene.icon === 'device-camera-video');
  const mends = mendsOf(job);
  const possible: readonly (readonly [Action, boolean])[] = [
    ['save', here && abilities.save],
    ['saveAs', here && abilities.save],
    ['insert', here && abilities.save],
    ['resolve', abilities.resolve],
    ['setKey', mends.includes('setKey')],
    ['billing', mends.includes('billing')],
    ['rewrite', mends.includes('rewrite')],
    ['cancel', abilities.cancel && !job.cancelling],
    ['retry', abilities.retry && !here && isFinal(job.state)],
    ['useSettings', true],
    ['openSystem', here && !remote],
  ];
  return possible.flatMap(([action, able]) => (able ? [action] : []));
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** The last part of a URI, as people write it. */
function fileName(uri: string): string {
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return shortened(decodeURIComponent(last), 120);
  } catch {
    return shortened(last, 120);
  }
}
