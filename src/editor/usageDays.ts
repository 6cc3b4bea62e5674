// Which days usage can be asked for: the usual ranges, and days as a person types them. Knows no editor.

import * as l10n from '@vscode/l10n';
import { dayOf, type Days } from '../core/engine/usage';

export interface DayRange {
  readonly label: string;
  readonly days: Days;
}

/** The usual ranges up to `now`, in milliseconds since 1970, by this machine's calendar. */
export function usualRanges(now: number): readonly DayRange[] {
  const today = new Date(now);
  const [year, month, day] = [today.getFullYear(), today.getMonth(), today.getDate()];
  const at = (...date: [number, number, number]) => dayOf(new Date(...date).getTime());
  const end = dayOf(now);
  return [
    { label: l10n.t('Today'), days: { start: end, end } },
    { label: l10n.t('This month'), days: { start: at(year, month, 1), end } },
    { label: l10n.t('The last 30 days'), days: { start: at(year, month, day - 29), end } },
    { label: l10n.t('The last 7 days'), days: { start: at(year, month, day - 6), end } },
    { label: l10n.t('Last month'), days: { start: at(year, month - 1, 1), end: at(year, month, 0) } },
    { label: l10n.t('The last 12 months'), days: { start: at(year - 1, month, day + 1), end } },
  ];
}

/** What is wrong with a typed day, in a sentence. `from`: the first day, for the last one; `now` as above. */
export function dayProblem(typed: string, now: number, from?: string): string | undefined {
  const text = typed.trim();
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const real = /^\d{4}-\d{2}-\d{2}$/.test(text) && dayOf(new Date(year, month - 1, day).getTime()) === text;
  if (!real) return l10n.t('That is no day. Write it as year, month and day: 2026-04-21.');
  if (text > dayOf(now)) return l10n.t('That day has not come yet; today is {0}.', dayOf(now));
  return from !== undefined && text < from ? l10n.t('That is before the first day, {0}.', from) : undefined;
}
