// The usage page as Markdown: figures in tables, and nothing in it that a service could have written as markup. Knows no editor.

import * as l10n from '@vscode/l10n';
import type { Spending, SpendingSum } from '../core/engine';
import type { Days, Usage, UsageSum } from '../core/engine/usage';
import type { Account, UsageItem } from '../core/service';
import { costText, dollarsText, momentText, secondsText, shortened } from './views/texts';

export interface ServiceUsage {
  readonly name: string;
  readonly spending: Spending;
  readonly usage: Usage;
  readonly account?: Account;
}

/** A service's own list is shown up to here. */
const mostItems = 200;

/** The whole page. `now` in milliseconds since 1970. */
export function usagePage(services: readonly ServiceUsage[], days: Days, now: number): string {
  const used = services.filter(isUsed);
  const title =
    days.start === days.end
      ? l10n.t('Reelwright usage, {0}', days.start)
      : l10n.t('Reelwright usage, {0} to {1}', days.start, days.end);
  const parts = [
    `# ${title}`,
    used.length === 0 ? l10n.t('Nothing was made or spent in these days.') : overview(used),
    ...used.map(service => section(service, now)),
    `_${l10n.t('As of {0}. Sums are what the services answered; where one names no price, nothing is added.', momentText(now, now))}_`,
  ];
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}

function isUsed({ usage, spending }: ServiceUsage): boolean {
  const { told, problem, own } = usage;
  const listed = (told?.items.length ?? 0) > 0 || told?.total !== undefined || problem !== undefined;
  return own.jobs > 0 || listed || spending.month.finished + spending.month.failed > 0;
}

function overview(services: readonly ServiceUsage[]): string {
  return table(
    [
      l10n.t('Service'),
      l10n.t('Today'),
      l10n.t('This month'),
      l10n.t('In these days'),
      l10n.t('Jobs'),
      l10n.t('Failed'),
      l10n.t('Average per video'),
      l10n.t('Usual time'),
      l10n.t('Balance'),
    ],
    services.map(({ name, spending, usage: { own }, account }) => [
      name,
      moneyText(spending.today),
      moneyText(spending.month),
      moneyText(own),
      String(own.jobs),
      String(own.failed),
      averageText(own),
      own.usualSeconds === undefined ? '–' : secondsText(own.usualSeconds),
      account?.balance ? costText(account.balance) : '–',
    ]),
  );
}

function section({ name, usage }: ServiceUsage, now: number): string {
  const { own, told, problem } = usage;
  const byDay = own.days.map(sum => [
    sum.day,
    String(sum.jobs),
    String(sum.completed),
    String(sum.failed),
    moneyText(sum),
  ]);
  const parts = [
    `## ${escaped(name)}`,
    byDay.length === 0
      ? ''
      : table([l10n.t('Day'), l10n.t('Jobs'), l10n.t('Finished'), l10n.t('Failed'), l10n.t('Spent')], byDay),
    problem === undefined ? '' : escaped(problem),
    told === undefined ? '' : toldText(told, now),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

function toldText({ items, total }: NonNullable<Usage['told']>, now: number): string {
  const sum = total ?? sumOf(items);
  const heading = `### ${l10n.t('As the service counts it')}`;
  const cost = sum === undefined ? '–' : costText(sum);
  const summary = escaped(
    items.length === 1 ? l10n.t('1 entry, {0} in all.', cost) : l10n.t('{0} entries, {1} in all.', items.length, cost),
  );
  if (items.length === 0) return [heading, summary].join('\n\n');
  const shown = items.slice(0, mostItems);
  const rows = shown.map(({ at, remoteId, cost, text }) => [
    at === undefined ? '–' : momentText(at, now),
    remoteId ?? '–',
    cost === undefined ? '–' : costText(cost),
    shortened(text ?? '', 60),
  ]);
  const rest = items.length - shown.length;
  return [
    heading,
    summary,
    table(...withoutEmptyColumns([l10n.t('When'), l10n.t('Job'), l10n.t('Cost'), l10n.t('What')], rows)),
    rest > 0 ? l10n.t('And {0} more.', rest) : '',
  ]
    .filter(part => part !== '')
    .join('\n\n');
}

function sumOf(items: readonly UsageItem[]): { amount: number; unit: 'USD' | 'credits' } | undefined {
  const costs = items.flatMap(({ cost }) => cost ?? []);
  const unit = costs[0]?.unit;
  if (unit === undefined || costs.some(cost => cost.unit !== unit)) return undefined;
  return { amount: Math.round(costs.reduce((sum, { amount }) => sum + amount, 0) * 1e6) / 1e6, unit };
}

function moneyText({ usd, credits }: Pick<SpendingSum, 'usd' | 'credits'>): string {
  const parts = [usd > 0 && dollarsText(usd), credits > 0 && costText({ amount: credits, unit: 'credits' })];
  return parts.filter(Boolean).join(' + ') || '–';
}

function averageText(sum: UsageSum): string {
  const { completed, usd, credits } = sum;
  if (completed === 0 || (usd === 0 && credits === 0)) return '–';
  const each = (amount: number) => Math.round((amount / completed) * 1e4) / 1e4;
  return moneyText({ usd: each(usd), credits: each(credits) });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}

/** A service may tell no times, or no words: a column of nothing is left out. */
function withoutEmptyColumns(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): [readonly string[], readonly (readonly string[])[]] {
  const filled = (index: number) => rows.some(row => !['', '–', undefined].includes(row[index]));
  const keep = (cells: readonly string[]) => cells.filter((_, index) => filled(index));
  return [keep(head), rows.map(keep)];
}

/** Text that Markdown takes for nothing but text, on one line. */
export function escaped(text: string): string {
  return (
    shortened(text, 2000)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // A dot within a name, too: the preview makes a link of every such name.
      .replaceAll(
        /[\\`*_{}[\]()#!|~@/$^]|\.(?=\p{L})|^[-+=]|^\d+[.)]/gu,
        found => `${found.slice(0, -1)}\\${found.slice(-1)}`,
      )
  );
}
