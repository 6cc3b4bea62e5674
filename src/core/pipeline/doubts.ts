// Whether a service's job could be the outcome of a submission of ours whose outcome is not known yet.

import type { RemoteJob } from '../service';
import type { StoredJob } from '../store/stored-job';
import { lastAttempt } from '../store/attempts';

const day = 24 * 3_600_000;
const quarter = 15 * 60_000;
/** A date without a time is a day wide, and a zone up to 14 hours away. */
export const looseTimeMs = 2 * day;

/**
 * Wider than what reconciling takes for a match, since here a mistake makes two jobs of one: services may cut or tidy
 * prompts, name sizes in their own way, and write times without a zone. While the answer to a submission is still
 * awaited, every young job may be its own, whatever its prompt.
 */
export function mightBe({ records }: StoredJob, remote: RemoteJob): boolean {
  const last = lastAttempt(records);
  if (last === undefined || last.attempt === 'damaged') return true;
  const age = remote.createdAt === undefined ? 0 : last.attempt.at - remote.createdAt;
  if (age > (remote.createdAtLoose === true ? looseTimeMs : day)) return false;
  if (last.doubt === undefined)
    return (
      age < (remote.createdAtLoose === true ? looseTimeMs : quarter) ||
      promptFits(records.spec.body.prompt, remote.prompt)
    );
  return promptFits(records.spec.body.prompt, remote.prompt);
}

function promptFits(ours: string, listed: string | undefined): boolean {
  if (listed === undefined) return true;
  const [a, b] = [
    tidy(ours),
    tidy(listed)
      .replace(/(…|\.\.\.)$/, '')
      .trim(),
  ];
  return a === b || (b.length >= 8 && a.startsWith(b));
}

/** A text without what services change in it: its spaces, and how its characters are written. */
export function tidy(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
}
