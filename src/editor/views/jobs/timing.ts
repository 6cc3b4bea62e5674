// How long a job has run and how much longer it may take, said carefully: never "done" before it is.

import * as l10n from '@vscode/l10n';
import { isFinal, type Job } from '../../../core/job';
import { secondsText } from '../texts';

/** Beyond this multiple of the usual time a job counts as slow. */
const slowFrom = 1.5;

/** From here on a row is redrawn only every `laterStep` seconds: redrawing it closes the tooltip that somebody reads. */
const calmFrom = 10;
const laterStep = 5;

/** Below this the service's own fraction says too little to reckon with. */
const tellingFraction = 0.05;

/** Seconds from the service taking the job (before that: from its being asked for) until its end, or until now. */
export function elapsedSeconds(job: Job, now: number): number {
  const start = job.acceptedAt ?? job.submittedAt ?? job.createdAt;
  const end = isFinal(job.state) ? (job.finishedAt ?? start) : now;
  return Math.max(0, (end - start) / 1000);
}

/** Whether a running row's elapsed time is due to be drawn again, asked once a second. */
export function isDue(elapsed: number): boolean {
  return elapsed < calmFrom || Math.round(elapsed) % laterStep === 0;
}

/** `63 % · about 7 s left`, `about 20 s left`, `should finish soon`, `longer than usual`; undefined where nothing is known. */
export function timeLeftText(
  elapsed: number,
  usual: number | undefined,
  fraction: number | undefined,
): string | undefined {
  if (fraction !== undefined && fraction >= tellingFraction) {
    const percent = l10n.t('{0} %', Math.min(99, Math.floor(fraction * 100)));
    return `${percent} · ${leftText((elapsed * (1 - fraction)) / fraction)}`;
  }
  if (usual === undefined) return undefined;
  return elapsed > usual * slowFrom ? l10n.t('longer than usual') : leftText(usual - elapsed);
}

function leftText(seconds: number): string {
  return seconds < 2 ? l10n.t('should finish soon') : l10n.t('about {0} left', secondsText(rounded(seconds)));
}

/** A guess is not told to the second: steps of 5 s from 10 s on, of 10 s from a minute on. */
function rounded(seconds: number): number {
  const step = seconds <= 10 ? 1 : seconds < 60 ? 5 : 10;
  return Math.ceil(seconds / step) * step;
}
