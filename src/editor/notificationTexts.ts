// What a notification says and offers when jobs have ended. Knows no editor.

import * as l10n from '@vscode/l10n';
import type { Job } from '../core/job';
import { asSentence, shortened, withoutLinks } from './views/texts';

/** How a job came to rest: `needs` waits for a person. */
export type Outcome = 'done' | 'failed' | 'needs';

/** Undefined: it goes on by itself, or ended as its user wished. */
export function outcomeOf(job: Job): Outcome | undefined {
  // A link that grows old has warnings of its own: see `LinkWarnings`.
  if (job.needs === 'link' && job.linkStage !== undefined) return undefined;
  if (job.needs !== undefined || job.state === 'inDoubt') return 'needs';
  if (job.state === 'completed') return 'done';
  return job.state === 'failed' || job.state === 'expired' ? 'failed' : undefined;
}

export type ActionName =
  | 'preview'
  | 'save'
  | 'insert'
  | 'retry'
  | 'edit'
  | 'rewrite'
  | 'setKey'
  | 'billing'
  | 'dashboard'
  | 'tryNow'
  | 'openLink'
  | 'resolve'
  | 'showJobs'
  | 'saveAll'
  | 'quieter';

export interface Notice {
  readonly severity: 'information' | 'warning' | 'error';
  readonly message: string;
  /** In order; the first is what most people want. */
  readonly actions: readonly ActionName[];
}

export type NotificationSetting = 'all' | 'failures' | 'none';

/** Which of the jobs are worth a notification by the setting. */
export function worthSaying(jobs: readonly Job[], setting: NotificationSetting): readonly Job[] {
  return jobs.filter(job => {
    const outcome = outcomeOf(job);
    return outcome !== undefined && (setting === 'all' || (setting === 'failures' && outcome !== 'done'));
  });
}

/** A service's name, by its id. */
export type NameOfService = (id: string) => string;

/** One notice for jobs that came to rest together; `asks`: whether saving is to be asked about. Undefined for none. */
export function noticeFor(
  jobs: readonly Job[],
  asks: boolean,
  nameOfService: NameOfService = id => id,
): Notice | undefined {
  const [first, ...others] = jobs;
  if (!first) return undefined;
  const notice = others.length > 0 ? bundled(jobs) : noticeForOne(first, asks, nameOfService);
  return notice && { ...notice, message: withoutLinks(notice.message) };
}

function noticeForOne(job: Job, asks: boolean, nameOfService: NameOfService): Notice | undefined {
  switch (outcomeOf(job)) {
    case 'done':
      return doneNotice(job, asks);
    case 'failed':
      return failedNotice(job);
    case 'needs':
      return needsNotice(job, nameOfService(job.service));
    case undefined:
      return undefined;
  }
}

function doneNotice(job: Job, asks: boolean): Notice {
  const name = nameOf(job);
  const saved = job.saved.length > 0;
  const ask = asks && !saved;
  return {
    severity: 'information',
    message: ask
      ? l10n.t('“{0}” is ready. Save it to the workspace?', name)
      : saved
        ? l10n.t('“{0}” is ready and saved.', name)
        : l10n.t('“{0}” is ready.', name),
    actions: [
      ...(ask ? (['save', 'preview'] as const) : saved ? (['preview'] as const) : (['preview', 'save'] as const)),
      'insert',
      'quieter',
    ],
  };
}

function failedNotice(job: Job): Notice {
  const said = asSentence(shortened(job.error?.message ?? '', 300));
  const advice = shortened(job.error?.advice ?? '', 300);
  const lead = job.state === 'expired' ? l10n.t('“{0}” is lost.', nameOf(job)) : l10n.t('“{0}” failed.', nameOf(job));
  return {
    severity: 'error',
    message: [lead, said, advice].filter(part => part !== '').join(' '),
    actions: [...nextStep(job), 'quieter'],
  };
}

/** The button that does what the advice says. */
function nextStep(job: Job): readonly ActionName[] {
  const { httpStatus, code, safety } = job.error ?? {};
  if (job.state === 'expired') return ['dashboard', 'retry'];
  if (httpStatus === 401 || httpStatus === 403) return ['setKey', 'retry'];
  if (httpStatus === 402 || code === 'INSUFFICIENT_CREDITS') return ['billing', 'retry'];
  if (safety) return ['rewrite', 'edit'];
  if (httpStatus === 400 || httpStatus === 422) return ['edit'];
  return ['retry', 'edit'];
}

function needsNotice(job: Job, service: string): Notice {
  const actions: Record<NonNullable<Job['needs']>, readonly ActionName[]> = {
    decision: ['resolve'],
    key: ['setKey'],
    account: ['setKey'],
    room: ['tryNow', 'showJobs'],
    link: ['tryNow', 'openLink'],
  };
  const words = asSentence(shortened(job.error?.message ?? '', 300));
  return {
    severity: 'warning',
    message: [needsSentence(job, service), words].filter(part => part !== '').join(' '),
    actions: [...actions[job.needs ?? 'decision'], 'quieter'],
  };
}

function needsSentence(job: Job, service: string): string {
  const name = nameOf(job);
  switch (job.needs ?? 'decision') {
    case 'decision':
      return l10n.t(
        '“{0}” was sent to {1}, and no clear answer came back. Nothing is sent again until you decide.',
        name,
        service,
      );
    case 'key':
      return l10n.t('“{0}” waits for an API key of {1}.', name, service);
    case 'account':
      return l10n.t('“{0}” was made with another API key of {1}. Set that key again to go on.', name, service);
    case 'room':
      return l10n.t('There is no room on the disk for “{0}”. Free some; the download then goes on by itself.', name);
    case 'link':
      return l10n.t('“{0}” is made, but could not be fetched yet. It is tried again by itself.', name);
  }
}

function bundled(jobs: readonly Job[]): Notice {
  const count = (outcome: Outcome) => jobs.filter(job => outcomeOf(job) === outcome).length;
  const [done, failed, needs] = [count('done'), count('failed'), count('needs')];
  const parts = [doneText(done), failedText(failed), needsText(needs)].filter(part => part !== '');
  const failures = jobs.filter(job => outcomeOf(job) === 'failed');
  const why = failures.length > 0 ? reasonText(failures) : undefined;
  const unsaved = jobs.some(job => outcomeOf(job) === 'done' && job.saved.length === 0);
  const doubts = jobs.filter(({ state }) => state === 'inDoubt');
  return {
    severity: failed > 0 ? 'error' : needs > 0 ? 'warning' : 'information',
    message:
      doubts.length === jobs.length
        ? doubtText(doubts)
        : [l10n.t('Reelwright: {0}.', parts.join(', ')), why].filter(Boolean).join(' '),
    actions: [
      ...sharedStep(failures),
      ...(doubts.length > 0 ? (['resolve'] as const) : []),
      'showJobs',
      ...(unsaved ? (['saveAll'] as const) : []),
      'quieter',
    ],
  };
}

function doubtText({ length }: readonly Job[]): string {
  return l10n.t('{0} jobs were sent, and no clear answer came back. They are not sent again until you decide.', length);
}

/** One reason for all is said with its next step; of several kinds the first two jobs are named. */
function reasonText(failures: readonly Job[]): string {
  const [first, second, ...others] = failures;
  if (first && haveOneReason(failures))
    return [wordsOf(first, 300), shortened(first.error?.advice ?? '', 300)].join(' ');
  const named = [first, second].flatMap(job => (job ? l10n.t('“{0}”: {1}', nameOf(job), wordsOf(job, 120)) : []));
  const more = others.length > 0 ? l10n.t('{0} more failed.', others.length) : '';
  return [...named, more].join(' ').trim();
}

function haveOneReason(failures: readonly Job[]): boolean {
  const reasonOf = ({ service, state, error }: Job) => [service, state, error?.message, error?.advice].join('\n');
  return new Set(failures.map(reasonOf)).size === 1;
}

/** What mends one service for all of its jobs at once. */
function sharedStep(failures: readonly Job[]): readonly ActionName[] {
  const [first] = failures;
  if (!first || !haveOneReason(failures)) return [];
  return nextStep(first).filter(step => step === 'setKey' || step === 'billing');
}

/** Why a job failed, as a sentence. */
function wordsOf(job: Job, length: number): string {
  const words = job.state === 'expired' ? l10n.t('its link expired before it could be fetched') : job.error?.message;
  return asSentence(shortened(words ?? '', length));
}

function doneText(count: number): string {
  if (count === 0) return '';
  return count === 1 ? l10n.t('1 video is ready') : l10n.t('{0} videos are ready', count);
}

function failedText(count: number): string {
  return count === 0 ? '' : l10n.t('{0} failed', count);
}

function needsText(count: number): string {
  if (count === 0) return '';
  return count === 1 ? l10n.t('1 needs you') : l10n.t('{0} need you', count);
}

function nameOf(job: Job): string {
  const name = shortened(job.prompt, 40);
  return job.takes > 1 ? l10n.t('{0} (take {1})', name, job.take) : name;
}
