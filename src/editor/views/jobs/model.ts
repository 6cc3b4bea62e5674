// What the Jobs tree holds: the groups, who is in which, and what changed between two snapshots. Knows no editor.

import type { Job } from '../../../core/job';

/** In the order in which they are shown. */
export const groupNames = ['needs', 'running', 'queued', 'done', 'failed'] as const;
export type GroupName = (typeof groupNames)[number];

/** How many rows of a group are shown before *Show more*, and how many that adds. */
export const pageSize = 100;

/** The jobs of each group, newest first. */
export type Groups = Readonly<Record<GroupName, readonly Job[]>>;

export function groupOf(job: Job): GroupName {
  if (job.needs !== undefined || job.state === 'inDoubt') return 'needs';
  switch (job.state) {
    case 'queued':
      return 'queued';
    case 'completed':
      return 'done';
    case 'failed':
    case 'cancelled':
    case 'expired':
      return 'failed';
    default:
      return 'running';
  }
}

export function groupJobs(jobs: readonly Job[]): Groups {
  const groups: Record<GroupName, Job[]> = { needs: [], running: [], queued: [], done: [], failed: [] };
  for (const job of jobs) groups[groupOf(job)].push(job);
  return groups;
}

/** What the tree must ask for again: all of it, or these groups' lists, or only these rows. */
export type Refresh =
  | { readonly kind: 'all' }
  | { readonly kind: 'parts'; readonly groups: readonly GroupName[]; readonly jobs: readonly Job[] };

/** What of the shown part of the tree differs after `changed` jobs changed; `shown` says how many rows a group shows at most. */
export function refreshBetween(
  before: Groups,
  after: Groups,
  changed: ReadonlySet<string>,
  shown: (group: GroupName) => number,
): Refresh {
  if (groupNames.some(name => (before[name].length === 0) !== (after[name].length === 0))) return { kind: 'all' };
  const groups: GroupName[] = [];
  const jobs: Job[] = [];
  for (const name of groupNames) {
    const rows = after[name].slice(0, shown(name));
    if (listDiffers(before[name], after[name], rows)) groups.push(name);
    else jobs.push(...rows.filter(job => changed.has(job.id)));
  }
  return { kind: 'parts', groups, jobs };
}

/** Whether a group shows other rows, in another order, or another count. */
function listDiffers(before: readonly Job[], after: readonly Job[], rows: readonly Job[]): boolean {
  return before.length !== after.length || rows.some((job, index) => before[index]?.id !== job.id);
}
