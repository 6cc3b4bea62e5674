// How a job's state looks: an icon and a theme colour; and which flags its row carries for the menus.

import type { Job, JobAbilities } from '../../../core/job';
import { mendsOf } from '../../nextSteps';

export interface Appearance {
  /** A codicon; `~spin` turns, unless the reader asked for less motion. */
  readonly icon: string;
  /** A theme colour's id. */
  readonly color?: string;
}

export function appearanceOf(job: Job): Appearance {
  if (job.state === 'inDoubt') return { icon: 'question', color: 'list.warningForeground' };
  if (job.needs !== undefined) return { icon: 'warning', color: 'list.warningForeground' };
  switch (job.state) {
    case 'queued':
      return { icon: 'watch', color: 'descriptionForeground' };
    case 'submitting':
    case 'pending':
    case 'running':
      return { icon: 'loading~spin', color: 'charts.blue' };
    case 'downloading':
      return { icon: 'cloud-download', color: 'charts.blue' };
    case 'completed':
      return { icon: job.saved.length > 0 ? 'pass-filled' : 'pass', color: 'testing.iconPassed' };
    case 'failed':
      return { icon: 'error', color: 'testing.iconFailed' };
    case 'cancelled':
      return { icon: 'circle-slash', color: 'descriptionForeground' };
    case 'expired':
      return { icon: 'history', color: 'list.warningForeground' };
  }
}

/** `job;state=completed;can=preview,save,retry`: what the manifest's menus match against. */
export function contextValue(job: Job, abilities: JobAbilities): string {
  const can = Object.entries(abilities).flatMap(([name, able]) => (able ? [name] : []));
  const ended = job.state === 'failed' || job.state === 'cancelled' || job.state === 'expired';
  if (abilities.retry && ended) can.push('retryInline');
  can.push(...mendsOf(job));
  return `job;state=${job.state};can=${can.join(',')}`;
}
