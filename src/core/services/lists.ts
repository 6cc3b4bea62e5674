// Finds the jobs in a list answer: a bare array or a wrapped one, with or without a total.

import * as z from 'zod';
import type { HttpAnswer } from '../ports';
import type { Options } from '../request';
import type { ListReading, RemoteJob } from '../service';
import { given, number, parseJson, readAs } from './answers';

type Page = { readonly limit: number; readonly offset: number };

/** Where lists are wrapped (services page, decision 3; vibegen.txt, *3. Get Task List*: `data.tasks`). */
const wrappers = ['videos', 'jobs', 'tasks', 'items', 'data'] as const;
/** A service that ignores `limit` is read this far. */
const mostItems = 2000;

const totals = z.object({ total: number, pagination: z.object({ total: number }).optional().catch(undefined) });

/**
 * The jobs that `read` finds in the answer; undefined where there is no list. `more` goes by the total where the answer
 * tells one (vibegen.txt: `pagination.total`), else by whether the page is full.
 */
export function jobsIn(
  answer: HttpAnswer,
  page: Page,
  read: (item: unknown) => RemoteJob | undefined,
): ListReading | undefined {
  const body = parseJson(answer.text);
  const items = arrayIn(body, 2);
  if (items === undefined) return undefined;
  const jobs = items.slice(0, mostItems).flatMap(item => read(item) ?? []);
  const total = totalIn(body) ?? totalIn(field(body, 'data'));
  const more =
    items.length > 0 && (total === undefined ? items.length >= page.limit : page.offset + items.length < total);
  return { kind: 'jobs', jobs, more };
}

/** The options that an item shows, as a field of a `RemoteJob`: absent where it shows none. */
export function shownOptions(found: { readonly [K in keyof Options]: Options[K] | undefined }): Pick<
  RemoteJob,
  'options'
> {
  const options: Options = given(found);
  return Object.keys(options).length === 0 ? {} : { options };
}

function totalIn(body: unknown): number | undefined {
  const found = readAs(totals, body);
  return found?.pagination?.total ?? found?.total;
}

function arrayIn(body: unknown, depth: number): readonly unknown[] | undefined {
  if (Array.isArray(body)) return body;
  if (depth === 0) return undefined;
  for (const wrapper of wrappers) {
    const found = arrayIn(field(body, wrapper), depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function field(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return undefined;
  return (body as Record<string, unknown>)[name];
}
