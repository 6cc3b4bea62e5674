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
  // A try to reach a service that cannot be reached is not news.
  if (job.state === 'submitting' && job.waiting?.reason === 'offline') return 'queued';
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

export function groupJobs(jobs: readonly Job[]): Record<GroupName, Job[]> {
  const groups: Record<GroupName, Job[]> = { needs: [], running: [], queued: [], done: [], failed: [] };
  for (const job of jobs) groups[groupOf(job)].push(job);
  return groups;
}

/** Of each group what is shown of it, and how many there are. */
export type Heads = Readonly<Record<GroupName, { readonly rows: readonly Job[]; readonly length: number }>>;

export function headsOf(groups: Groups, shown: (group: GroupName) => number): Heads {
  const head = (name: GroupName) => ({ rows: groups[name].slice(0, shown(name)), length: groups[name].length });
  return {
    needs: head('needs'),
    running: head('running'),
    queued: head('queued'),
    done: head('done'),
    failed: head('failed'),
  };
}

/** What the tree must ask for again: all of it, or these groups' lists, or only these rows. */
export type Refresh =
  | { readonly kind: 'all' }
  | { readonly kind: 'parts'; readonly groups: readonly GroupName[]; readonly jobs: readonly Job[] };

/** What of the shown part of the tree differs after `changed` jobs changed. */
export function refreshBetween(before: Heads, after: Heads, changed: ReadonlySet<string>): Refresh {
  if (groupNames.some(name => (before[name].length === 0) !== (after[name].length === 0))) return { kind: 'all' };
  const groups: GroupName[] = [];
  const jobs: Job[] = [];
  for (const name of groupNames) {
    if (differs(before[name], after[name])) groups.push(name);
    else jobs.push(...after[name].rows.filter(job => changed.has(job.id)));
  }
  return { kind: 'parts', groups, jobs };
}

/** Whether a group shows other rows, in another order, or another count. */
function differs(before: Heads[GroupName], after: Heads[GroupName]): boolean {
  return before.length !== after.length || after.rows.some((job, index) => before.rows[index]?.id !== job.id);
}
