// The failures that a prompt can ask for, `[fail:402]` or `[slow:30]`: for demonstrations and for tests.

import * as l10n from '@vscode/l10n';

/** How the sandbox behaves for one request. */
export type Told =
  /** The submit is answered so, and no job is made. `times`: after that many refusals it goes through. */
  | {
      readonly at: 'submit';
      readonly status: number;
      readonly code: string;
      readonly retryAfter?: number;
      readonly times?: number;
    }
  /** The job is made, but its id does not arrive: the answer is lost, or says nothing. */
  | { readonly at: 'answer'; readonly lost: 'connection' | 'id' }
  /** The job is made, runs for a while, and fails. */
  | { readonly at: 'job'; readonly code: string }
  /** The video is made, and its download fails: cut once in the middle, or the link is dead for good. */
  | { readonly at: 'download'; readonly how: 'cut' | 'expired' };

/** Each behaves as the documented services do (services page, *What each failure asks for*). */
const tellable: Readonly<Record<string, Told>> = {
  '400': { at: 'submit', status: 400, code: 'INVALID_REQUEST' },
  '401': { at: 'submit', status: 401, code: 'INVALID_KEY' },
  '402': { at: 'submit', status: 402, code: 'INSUFFICIENT_CREDITS' },
  '403': { at: 'submit', status: 403, code: 'FORBIDDEN' },
  '413': { at: 'submit', status: 413, code: 'TOO_LARGE' },
  '422': { at: 'submit', status: 422, code: 'INVALID_PROMPT' },
  // Refused once, so that waiting is seen to help.
  '429': { at: 'submit', status: 429, code: 'RATE_LIMITED', retryAfter: 2, times: 1 },
  '500': { at: 'submit', status: 500, code: 'INTERNAL_ERROR' },
  '502': { at: 'submit', status: 502, code: 'PROVIDER_ERROR' },
  '503': { at: 'submit', status: 503, code: 'UNAVAILABLE', retryAfter: 1 },
  '504': { at: 'submit', status: 504, code: 'TIMEOUT' },
  lost: { at: 'answer', lost: 'connection' },
  'no-id': { at: 'answer', lost: 'id' },
  safety: { at: 'job', code: 'SAFETY_BLOCKED' },
  job: { at: 'job', code: 'RENDER_FAILED' },
  download: { at: 'download', how: 'cut' },
  expired: { at: 'download', how: 'expired' },
};

/** All names that `[fail:…]` takes. */
export const tellableFailures: readonly string[] = Object.keys(tellable);

/** The longest extra wait, in seconds. */
export const longestSlow = 600;

export interface ToldInPrompt {
  readonly failure?: Told;
  /** A name that `[fail:…]` does not take. */
  readonly unknown?: string;
  /** Extra seconds before the rendering begins, 0 to 600. */
  readonly slowSeconds: number;
  /** The prompt without what was told: what a card shows. */
  readonly rest: string;
}

/** Reads `[fail:…]` and `[slow:…]` anywhere in a prompt, in any letter case. */
export function toldIn(prompt: string): ToldInPrompt {
  let failure: Told | undefined;
  let unknown: string | undefined;
  let slowSeconds = 0;
  const rest = prompt.replace(/\[(fail|slow):\s*([\w-]{1,40})\s*\]/gi, (_all, kind: string, value: string) => {
    const name = value.toLowerCase();
    if (kind.toLowerCase() === 'slow') {
      slowSeconds = Math.min(longestSlow, Number.parseInt(name, 10) || 0);
    } else if (Object.hasOwn(tellable, name)) {
      failure = tellable[name];
    } else {
      unknown = name;
    }
    return ' ';
  });
  return {
    ...(failure ? { failure } : {}),
    ...(unknown === undefined ? {} : { unknown }),
    slowSeconds: Math.max(0, slowSeconds),
    rest: rest.replace(/\s+/g, ' ').trim(),
  };
}

/** The sandbox's words for a code, as a service would word them. */
export function toldWords(code: string): string {
  switch (code) {
    case 'INVALID_KEY':
      return l10n.t('The API key is not valid. (The prompt asked the sandbox for this failure.)');
    case 'INSUFFICIENT_CREDITS':
      return l10n.t('Not enough credits for this request. (The prompt asked the sandbox for this failure.)');
    case 'TOO_LARGE':
      return l10n.t('The request is too large. (The prompt asked the sandbox for this failure.)');
    case 'RATE_LIMITED':
      return l10n.t('Too many requests. (The prompt asked the sandbox for this failure.)');
    case 'SAFETY_BLOCKED':
      return l10n.t('The request was blocked by the safety review. (The prompt asked the sandbox for this failure.)');
    case 'RENDER_FAILED':
      return l10n.t('The video could not be generated. (The prompt asked the sandbox for this failure.)');
    case 'UNAVAILABLE':
      return l10n.t('The service is temporarily unavailable. (The prompt asked the sandbox for this failure.)');
    default:
      return l10n.t('The request failed with {0}. (The prompt asked the sandbox for this failure.)', code);
  }
}
