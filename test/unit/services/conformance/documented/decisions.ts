// What is decided where the documents are silent or disagree: ten decisions, and what follows from the limits.

/** Each is one sentence; its number is its name. */
export const decisions = {
  1: '`usvideo` is one service with two dialects, told apart by the key’s prefix; answers of either shape are understood',
  2: 'a path that no page prints and that answers 404 is said once not to be offered, and all else goes on',
  3: 'a list may be bare or wrapped, with or without prompts: what is there is taken',
  4: 'base64 is sent bare, without a `data:` prefix',
  5: 'a local picture for a service that takes addresses only: an https address, the public address, or a `data:` URL by choice',
  6: 'the price table’s figure is an estimate; the answer’s `price` and the final cost replace it',
  7: 'a callback’s signature is looked for in `X-Signature`, then in any `*signature*` header, with or without `sha256=`',
  8: 'an unknown status word never fails a job; with a link it is done; after our own cancel a `cancel…` word ends it',
  9: 'a 404 means gone only under the key that the job was made with, asked twice; under another key the user decides',
  10: 'before a cancel the status is asked; only what is pending is deleted, and never a completed job without its file',
  pacing: '“requests per minute” counts status requests as well: polling is paced inside the same budget',
} as const;

export type Decision = keyof typeof decisions;
