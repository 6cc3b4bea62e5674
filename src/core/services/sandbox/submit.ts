// What the sandbox takes for a request, and what it refuses: by itself, and as told.

import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import {
  aspectRatios,
  clipDefaults,
  largestSeed,
  longestPrompt,
  longestSeconds,
  resolutions,
  shortestSeconds,
} from './clip';
import { tellableFailures, toldWords } from './told';
import type { ToldInPrompt } from './told';

/** An answer before it is written as JSON. */
export interface Answer {
  readonly status: number;
  readonly json: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A failure in the sandbox's documented shape: `{ error: { code, message } }`. */
export function refusal(status: number, code: string, message: string, headers: Answer['headers'] = {}): Answer {
  return { status, json: { error: { code, message } }, headers };
}

const submitSchema = z.object({
  prompt: z.string().max(longestPrompt),
  resolution: z.enum(resolutions).default(clipDefaults.resolution),
  aspect_ratio: z.enum(aspectRatios).default(clipDefaults.aspectRatio),
  duration: z.int().min(shortestSeconds).max(longestSeconds).default(clipDefaults.duration),
  seed: z.int().min(0).max(largestSeed).optional(),
  image: z.base64().min(1).optional(),
});
export type Submit = z.infer<typeof submitSchema>;

function invalid(field: string, why: string): Answer {
  return refusal(400, 'INVALID_REQUEST', l10n.t('The field “{0}” is not valid: {1}', field, why));
}

/** The request that a body holds, or the refusal that names the field which is wrong. */
export function readBody(text: string): { readonly request: Submit } | { readonly refused: Answer } {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { refused: refusal(400, 'INVALID_REQUEST', l10n.t('The request is not JSON.')) };
  }
  const { data, error } = submitSchema.safeParse(body);
  if (error) {
    const [issue] = error.issues;
    return { refused: invalid(issue?.path.join('.') ?? '', issue?.message ?? '') };
  }
  const empty = data.prompt.trim() === '' && data.image === undefined;
  return empty ? { refused: invalid('prompt', l10n.t('it is empty')) } : { request: data };
}

/** The refusals that prompts tell; some are told only for the first try. */
export class ToldRefusals {
  /** How often a request was refused, by its hash. */
  private readonly times = new Map<string, number>();

  of(told: ToldInPrompt, body: string): Answer | undefined {
    const { failure, unknown } = told;
    if (unknown !== undefined) {
      const known = tellableFailures.join(', ');
      const words = l10n.t('The sandbox cannot fail with “{0}”. It knows: {1}.', unknown, known);
      return refusal(400, 'UNKNOWN_FAILURE', words);
    }
    if (failure?.at !== 'submit') return undefined;
    if (failure.times !== undefined) {
      const hash = createHash('sha256').update(body).digest('hex');
      const times = this.times.get(hash) ?? 0;
      if (times >= failure.times) return undefined;
      this.times.set(hash, times + 1);
    }
    const headers = failure.retryAfter === undefined ? {} : { 'retry-after': String(failure.retryAfter) };
    return refusal(failure.status, failure.code, toldWords(failure.code), headers);
  }
}
