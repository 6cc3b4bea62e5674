// What a request will cost, in words and in dollars.

import * as l10n from '@vscode/l10n';
import type { Estimate } from '../job';
import type { Cost, Price } from '../service';
import { compact } from '../store/job-folder';

/** `$1.25`, `$0.095`: two digits, or as many as the figure has, up to four. */
export function dollars(amount: number): string {
  const cents = Math.abs(amount * 100 - Math.round(amount * 100)) < 1e-6;
  const digits = cents ? amount.toFixed(2) : amount.toFixed(4).replace(/0{1,2}$/, '');
  return `$${digits}`;
}

/** `28 credits`, `$0.14`. */
export function costText(cost: Cost): string {
  if (cost.unit === 'USD') return dollars(cost.amount);
  return cost.amount === 1 ? l10n.t('1 credit') : l10n.t('{0} credits', trimmed(cost.amount));
}

function trimmed(amount: number): string {
  return String(Math.round(amount * 100) / 100);
}

/** Whole cents and credits must not grow tails: 0.1 × 3 is 0.3. */
function times(amount: number, count: number): number {
  return Math.round(amount * count * 1e6) / 1e6;
}

/** The estimate for `takes` requests of one price. `creditPrice`: US dollars per credit. */
export function estimateOf(price: Price, takes: number, creditPrice?: number): Estimate {
  if (price.unit === 'free') return { amount: 0, unit: 'free', usd: 0, exact: true, text: l10n.t('free') };
  if (price.amount === undefined || !Number.isFinite(price.amount)) {
    return { unit: price.unit, exact: false, text: l10n.t('price unknown until submitted') };
  }
  const amount = times(price.amount, takes);
  const usd = price.unit === 'USD' ? amount : creditPrice === undefined ? undefined : times(amount, creditPrice);
  const figure = costText({ amount, unit: price.unit });
  const both = price.unit === 'credits' && usd !== undefined ? `${figure} (${dollars(usd)})` : figure;
  const text = price.exact ? both : l10n.t('about {0}', both);
  return compact<Estimate>({ amount, unit: price.unit, usd, exact: price.exact, text });
}
