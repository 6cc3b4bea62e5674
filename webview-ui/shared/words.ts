// Gives the page its language: the extension embeds its bundle, since a web view may fetch nothing.

import * as l10n from '@vscode/l10n';

/** Call before anything is drawn. */
export function useEmbeddedWords(): void {
  const contents = document.getElementById('l10n')?.textContent;
  if (contents) l10n.config({ contents });
}
