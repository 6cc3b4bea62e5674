// The text of a bug report: what is needed to understand a problem, and nothing that is a person's own. Knows no editor.

import type { Job } from '../../core/job';
import { jobStates } from '../../core/job';
import type { LogEntry } from './logMemory';
import type { Scrub } from './scrub';

export interface ServiceFacts {
  readonly id: string;
  readonly dialect: string;
  readonly address: 'documented' | 'this machine' | 'another origin' | 'none';
  /** Where the key comes from; `needs none`. */
  readonly key: string;
  readonly paused?: string;
  readonly limitsLeft?: string;
  readonly usualSeconds?: number;
  /** The account could be read: says that key and connection work. */
  readonly accountRead: boolean;
}

export interface SettingFact {
  readonly name: string;
  /** Where it is set. */
  readonly scope: string;
  /** Only of settings whose values say nothing about a person. */
  readonly value?: string | number | boolean;
}

export interface DiagnosticFacts {
  readonly now: number;
  /** Pairs of a name and a value: versions and the like. */
  readonly environment: readonly (readonly [string, string])[];
  readonly settings: readonly SettingFact[];
  readonly services: readonly ServiceFacts[];
  readonly jobs: readonly Job[];
  readonly log: readonly LogEntry[];
  readonly scrub: Scrub;
}

const mostFailures = 20;

/** Markdown, in English whatever the editor's language, since a maintainer reads it. */
export function diagnosticsReport(facts: DiagnosticFacts): string {
  const parts = [
    '# Reelwright diagnostics',
    `Made ${new Date(facts.now).toISOString()}. Without prompts, pictures, keys, paths, account names and links.`,
    '## Environment',
    facts.environment.map(([name, value]) => `- ${name}: ${value}`).join('\n'),
    '## Settings that differ from their default',
    listed(facts.settings.map(settingLine)),
    '## Services',
    facts.services.map(service => serviceLines(service, facts.jobs)).join('\n'),
    '## Jobs',
    jobTable(facts.jobs),
    `## The last failures (at most ${mostFailures})`,
    listed(failureLines(facts.jobs, facts.now)),
    `## The last log lines (${facts.log.length})`,
    `\`\`\`text\n${facts.log.map(entry => logLine(entry, facts.scrub)).join('\n')}\n\`\`\``,
  ];
  return `${parts.join('\n\n')}\n`;
}

function listed(lines: readonly string[]): string {
  return lines.length === 0 ? 'none' : lines.map(line => `- ${line}`).join('\n');
}

function settingLine({ name, scope, value }: SettingFact): string {
  return value === undefined ? `${name}: changed (${scope})` : `${name}: ${String(value)} (${scope})`;
}

function serviceLines(service: ServiceFacts, jobs: readonly Job[]): string {
  const own = jobs.filter(job => job.service === service.id);
  const ended = own.filter(({ state }) => state === 'completed' || state === 'failed');
  const good = ended.filter(({ state }) => state === 'completed').length;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['dialect', service.dialect],
    ['address', service.address],
    ['key', service.key],
    ['account read', service.accountRead ? 'yes' : 'no'],
    ['paused', service.paused],
    ['limits left', service.limitsLeft],
    ['usual time', service.usualSeconds === undefined ? undefined : `${Math.round(service.usualSeconds)} s`],
    ['done', ended.length === 0 ? undefined : `${good} of ${ended.length}`],
  ];
  const known = facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
  return `- ${service.id}: ${known.join(', ')}`;
}

function jobTable(jobs: readonly Job[]): string {
  const services = [...new Set(jobs.map(({ service }) => service))].toSorted();
  if (services.length === 0) return 'none';
  const states = jobStates.filter(state => jobs.some(job => job.state === state));
  const row = (service: string) =>
    states.map(state => jobs.filter(job => job.service === service && job.state === state).length);
  const needs = [...new Set(jobs.flatMap(job => job.needs ?? []))].toSorted();
  const waits = [...new Set(jobs.flatMap(job => job.waiting?.reason ?? []))].toSorted();
  const count = (of: (job: Job) => string | undefined, word: string) => jobs.filter(job => of(job) === word).length;
  return [
    `| service | ${states.join(' | ')} |`,
    `| --- | ${states.map(() => '---').join(' | ')} |`,
    ...services.map(service => `| ${service} | ${row(service).join(' | ')} |`),
    '',
    `Needs somebody: ${needs.map(word => `${word} ${count(job => job.needs, word)}`).join(', ') || 'none'}. ` +
      `Waits for: ${waits.map(word => `${word} ${count(job => job.waiting?.reason, word)}`).join(', ') || 'nothing'}.`,
  ].join('\n');
}

/** Codes only: a service's words may repeat the prompt. */
function failureLines(jobs: readonly Job[], now: number): string[] {
  const failed = jobs
    .filter(job => job.error !== undefined && job.state !== 'cancelled')
    .toSorted((a, b) => timeOf(b) - timeOf(a))
    .slice(0, mostFailures);
  return failed.map(job => {
    const { code = '', httpStatus, safety } = job.error ?? {};
    const parts = [
      job.service,
      job.state,
      /^[A-Za-z][\w.-]{0,59}$/.test(code) ? code : 'a code of another shape',
      httpStatus === undefined ? undefined : `HTTP ${httpStatus}`,
      safety === true ? 'safety' : undefined,
      job.picture === undefined ? undefined : 'with a picture',
      `${Math.round((now - timeOf(job)) / 60_000)} min ago`,
    ];
    return parts.filter(part => part !== undefined).join(', ');
  });
}

function timeOf(job: Job): number {
  return job.finishedAt ?? job.submittedAt ?? job.createdAt;
}

function logLine({ at, level, line }: LogEntry, scrub: Scrub): string {
  // Three backquotes would end the block.
  return `${new Date(at).toISOString()} [${level}] ${scrub(line).replaceAll('```', "'''")}`;
}
