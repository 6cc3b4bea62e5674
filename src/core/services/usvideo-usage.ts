// US Video API's usage history (usvideo-platform.txt: "Detailed usage history with per-job breakdown"), whose form no page shows.

import * as z from 'zod';
import type { HttpAnswer } from '../ports';
import type { Cost, UsageItem, UsageReading } from '../service';
import { amount, given, id, instant, parseJson, readAs, text } from './answers';
import { offerFailure, senseless, succeeded } from './asking';
import { cents, dollars, usvideoShapes } from './usvideo-answers';

/** All names inferred, from the callback object and from what such lists are usually called. */
const itemSchema = z.object({
  job_id: id,
  id,
  created_at: instant,
  completed_at: instant,
  timestamp: instant,
  date: instant,
  cost: amount,
  amount,
  price: amount,
  cost_cents: amount,
  amount_cents: amount,
  description: text,
  prompt: text,
  status: text,
});

const totalSchema = z.object({
  total: amount,
  total_cost: amount,
  total_spend: amount,
  total_cents: amount,
  total_cost_cents: amount,
  total_spend_cents: amount,
});

const wrappers = ['usage', 'jobs', 'items', 'history', 'records', 'data'] as const;
/** More than a month of any account that one looks at by hand. */
const mostItems = 5000;

export function readUsage(answer: HttpAnswer): UsageReading {
  if (!succeeded(answer)) return offerFailure(answer, usvideoShapes);
  const body = parseJson(answer.text);
  const list = listIn(body, 2);
  if (list === undefined) return senseless(answer);
  const items = list.slice(0, mostItems).flatMap(item => readItem(item) ?? []);
  const total = totalIn(body);
  return { kind: 'usage', items, ...(total === undefined ? {} : { total }) };
}

function readItem(value: unknown): UsageItem | undefined {
  const item = readAs(itemSchema, value);
  if (item === undefined) return undefined;
  const found: UsageItem = given({
    at: item.created_at ?? item.timestamp ?? item.date ?? item.completed_at,
    remoteId: item.job_id ?? item.id,
    cost: cents(item.cost_cents ?? item.amount_cents) ?? dollars(item.cost ?? item.amount ?? item.price),
    text: item.description ?? item.prompt ?? item.status,
  });
  return Object.keys(found).length === 0 ? undefined : found;
}

function totalIn(body: unknown): Cost | undefined {
  const found = readAs(totalSchema, body) ?? readAs(totalSchema, field(body, 'data'));
  if (found === undefined) return undefined;
  return (
    cents(found.total_cost_cents ?? found.total_spend_cents ?? found.total_cents) ??
    dollars(found.total_cost ?? found.total_spend ?? found.total)
  );
}

function listIn(body: unknown, depth: number): readonly unknown[] | undefined {
  if (Array.isArray(body)) return body;
  if (depth === 0) return undefined;
  for (const wrapper of wrappers) {
    const found = listIn(field(body, wrapper), depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function field(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return undefined;
  return (body as Record<string, unknown>)[name];
}
