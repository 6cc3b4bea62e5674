// The words of a price for several pictures at once; one request's words are the engine's own.

import * as vscode from 'vscode';
import type { Estimate } from '../../../core/job';
import { sumOf } from './requests';

/** `about $3.75`, `about 240 credits ($1.20)`, `free`, `price unknown until submitted`. */
export function priceText(estimates: readonly Estimate[]): string {
  const [only, ...others] = estimates;
  if (only && others.length === 0) return only.text;
  const sum = sumOf(estimates);
  if (!sum) return only?.text ?? vscode.l10n.t('price unknown');
  if (sum.unit === 'free') return vscode.l10n.t('free');
  const words = sum.unit === 'USD' ? dollars(sum.amount) : credits(sum.amount, sum.usd);
  return sum.exact ? words : vscode.l10n.t('about {0}', words);
}

function credits(amount: number, usd: number | undefined): string {
  const words = vscode.l10n.t('{0} credits', number(amount));
  return usd === undefined ? words : `${words} (${dollars(usd)})`;
}

/** Cents, and fractions of a cent only where there are some. */
function dollars(amount: number): string {
  const cents = amount * 100;
  return `$${amount.toFixed(Math.abs(cents - Math.round(cents)) < 1e-6 ? 2 : 4)}`;
}

function number(amount: number): string {
  return new Intl.NumberFormat(vscode.env.language, { maximumFractionDigits: 2 }).format(amount);
}
