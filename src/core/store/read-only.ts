// What is said where a newer version has written what this one does not understand.

import * as l10n from '@vscode/l10n';

/** The store holds something that a newer version wrote: nothing may be written or sent from here. */
export class ReadOnlyStoreError extends Error {
  override readonly name = 'ReadOnlyStoreError';

  constructor() {
    super(
      l10n.t(
        'A newer version of Reelwright has used this library. Update this window’s Reelwright; until then it only shows the jobs that it can read.',
      ),
    );
  }
}
