// Prompts for tests that may be tried again in the editor that an earlier try has left.

const used = new Map<string, number>();

/** A prompt that no earlier try has used: as it is at the first one, then with a number. A row of the Jobs view shows 18 characters. */
export function fresh(prompt: string): string {
  const tries = (used.get(prompt) ?? 0) + 1;
  used.set(prompt, tries);
  return tries === 1 ? prompt : `${prompt} ${tries}`;
}
