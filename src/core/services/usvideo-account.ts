// US Video API beside its jobs: cancelling, the account, and the price table.

import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import type { HttpAnswer } from '../ports';
import type { ServiceRequest } from '../request';
import type { Account, AccountReading, CancelReading, LivePrices, Price, ServiceError } from '../service';
import { amount, flag, given, inner, number, parseJson, plainText, readAs, text } from './answers';
import { cancelFailure, offerFailure, senseless, succeeded } from './asking';
import { chosenNumber, chosenText } from './requests';
import { cents, dollars, usvideoShapes, usvideoStates } from './usvideo-answers';

const said = z.object({ status: text, cancelled: flag, canceled: flag, deleted: flag, success: flag, refunded: flag });

/**
 * The answer to a DELETE. Only what the service answers is believed (services page, decision 10): a job that by the
 * answer's own word still runs or is finished is not cancelled. `refunds`: the page promises it.
 */
export function readCancel(answer: HttpAnswer, refunds: boolean): CancelReading {
  if (!succeeded(answer)) return cancelFailure(answer, usvideoShapes);
  const done = { kind: 'cancelled', ...(refunds ? { refunded: true } : {}) } as const;
  if (answer.text.trim() === '') return done;
  const body = readAs(said, parseJson(answer.text));
  if (body === undefined) return senseless(answer);
  const denied = [body.cancelled, body.canceled, body.deleted, body.success].includes(false);
  const elsewhere = body.status !== undefined && Object.hasOwn(usvideoStates, body.status.toLowerCase());
  if (denied || elsewhere) return { kind: 'refused', error: notCancelled(answer, body.status) };
  return body.refunded === undefined ? done : { kind: 'cancelled', refunded: body.refunded };
}

const sentence = z.object({ detail: text, message: text });

function notCancelled(answer: HttpAnswer, state: string | undefined): ServiceError {
  const words = readAs(sentence, parseJson(answer.text));
  const ours =
    state === undefined
      ? l10n.t('The service did not cancel the job.')
      : l10n.t('The service did not cancel the job, which is now {0}.', plainText(state, 60));
  return { code: 'not-cancelled', message: words?.detail ?? words?.message ?? ours, httpStatus: answer.status };
}

const accountSchema = z.object({
  email: text, // usvideo-docs.txt, *Account Info*
  balance_cents: number,
  total_jobs: number,
  total_spent_cents: amount,
  balance: amount, // inferred: the platform page names no fields
  current_balance: amount, // inferred
  total_spend: amount, // inferred
  total_spend_cents: amount, // inferred
  total_spent: amount, // inferred
});

/** Inferred: a balance as a sum and its currency, and an account inside another object. */
const wrappedSchema = z.object({
  balance: inner({ amount, currency: text }),
  data: z.unknown().optional(),
  account: z.unknown().optional(),
});

export function readAccount(answer: HttpAnswer): AccountReading {
  if (!succeeded(answer)) return offerFailure(answer, usvideoShapes);
  const body = parseJson(answer.text);
  const wrapped = readAs(wrappedSchema, body);
  const account = [body, wrapped?.data, wrapped?.account].map(accountIn).find(found => Object.keys(found).length > 0);
  return account === undefined ? senseless(answer) : { kind: 'account', account };
}

function accountIn(body: unknown): Account {
  const found = readAs(accountSchema, body);
  if (found === undefined) return {};
  const { amount: sum, currency = 'USD' } = readAs(wrappedSchema, body)?.balance ?? {};
  const balance = found.balance ?? found.current_balance ?? (currency.toUpperCase() === 'USD' ? sum : undefined);
  return given({
    email: found.email,
    balance: cents(found.balance_cents) ?? dollars(balance),
    spent: cents(found.total_spent_cents ?? found.total_spend_cents) ?? dollars(found.total_spent ?? found.total_spend),
    jobs: found.total_jobs,
  });
}

/** US dollars per second (usvideo-docs.txt, *Pricing*). */
const perSecond: Readonly<Record<string, number>> = { '480p': 0.1, '720p': 0.25, '1080p': 0.5 };
export const resolutions = Object.keys(perSecond);

const rate = z.object({ per_second: amount }).optional().catch(undefined);
const table = z.object({ '480p': rate, '720p': rate, '1080p': rate });
const tables = z.union([z.object({ pricing: table }).transform(body => body.pricing), table]);

/** The answer to `GET /pricing`; undefined unless it prices at least one resolution above nothing. */
export function readLivePrices(answer: HttpAnswer): LivePrices | undefined {
  const found = succeeded(answer) ? readAs(tables, parseJson(answer.text)) : undefined;
  const rates = Object.entries(found ?? {}).flatMap(([name, entry]) => {
    const value = entry?.per_second;
    return value !== undefined && value > 0 ? [[name, value] as const] : [];
  });
  return rates.length === 0 ? undefined : { perSecond: Object.fromEntries(rates) };
}

/** What the table says, in dollars rounded to cents; always *about* (services page, decision 6). */
export function tablePrice(request: ServiceRequest, usual: Usual, live?: LivePrices): Price {
  const name = chosenText(request.options, 'resolution') ?? usual.resolution;
  const rates = live && Object.hasOwn(live.perSecond, name) ? live.perSecond : perSecond;
  const value = Object.hasOwn(rates, name) ? rates[name] : undefined;
  const seconds = chosenNumber(request.options, 'duration') ?? usual.duration;
  if (value === undefined || !(seconds > 0)) return { unit: 'USD', exact: false };
  return { amount: Math.round(value * seconds * 100) / 100, unit: 'USD', exact: false };
}

/** What is bought where nothing was chosen. */
export interface Usual {
  readonly resolution: string;
  readonly duration: number;
}
