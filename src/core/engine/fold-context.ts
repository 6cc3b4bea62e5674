// What records mean depends on the time, and on which windows live: made once, since every step asks for the state of every job.

import type { FoldContext } from '../store/fold';
import { submissionMayLastMs } from '../store/fold';
import type { EngineParts } from './core-engine';

/** What the states of this window's jobs are folded with; its time is always the present. */
export function foldContext(parts: EngineParts): FoldContext {
  const { work } = parts;
  const { clock } = work.ports;
  return {
    get now() {
      return clock.now();
    },
    library: work.store.layout.library,
    mayStillAnswer(id, { attempt }) {
      if (attempt === 'damaged') return false;
      const { owner } = attempt.body;
      if (owner.window === work.owner.window) return work.submitting.has(id);
      const name = `${owner.window} ${owner.pid ?? ''} ${owner.host ?? ''}`;
      if (parts.ownerIsGone(name) === true) return false;
      return clock.now() - attempt.at < submissionMayLastMs;
    },
  };
}
