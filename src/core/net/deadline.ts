// Ends a request at its time limit, at silence, or when the caller no longer wants it.

import * as l10n from '@vscode/l10n';
import type { Clock, Disposable } from '../ports';
import { RouteFailure } from './route';

/** A timer that comes so much too late says that the process stood still. */
const lateMs = 500;

export interface Deadline extends Disposable {
  /** Aborted with a `RouteFailure` as its reason. */
  readonly signal: AbortSignal;
}

export interface TotalDeadline extends Deadline {
  /** By the clock, whatever the timer has done: what was not begun by then is not begun any more. */
  isPast(): boolean;
}

/** Ends after `milliseconds`, whatever happens meanwhile, or with `outer`. */
export function totalDeadline(clock: Clock, milliseconds: number, outer?: AbortSignal): TotalDeadline {
  const { controller, unlink } = linked(outer);
  const end = () =>
    controller.abort(new RouteFailure('timeout', l10n.t('No answer within {0} seconds.', seconds(milliseconds))));
  const due = clock.elapsed() + milliseconds;
  let timer = clock.after(milliseconds, () => {
    // Its process was stopped for a while: what arrived meanwhile is read before it counts as never come.
    if (clock.elapsed() - due < lateMs) end();
    else timer = clock.after(lateMs, end);
  });
  const dispose = () => {
    timer.dispose();
    unlink();
  };
  return { signal: controller.signal, dispose, isPast: () => clock.elapsed() >= due };
}

export interface StallDeadline extends Deadline {
  /** A byte arrived. */
  touch(): void;
  /** While held, silence is the reader's own and does not count. */
  hold(held: boolean): void;
}

/** Ends after `milliseconds` without `touch`, or with `outer`. */
export function stallDeadline(clock: Clock, milliseconds: number, outer?: AbortSignal): StallDeadline {
  const { controller, unlink } = linked(outer);
  let last = clock.elapsed();
  let isHeld = false;
  let timer: Disposable;
  // One timer looks back at the last byte, instead of a new timer for each byte.
  const arm = (after: number) => {
    timer = clock.after(after, () => {
      const left = isHeld ? milliseconds : last + milliseconds - clock.elapsed();
      if (left > 0) arm(left);
      else
        controller.abort(new RouteFailure('timeout', l10n.t('Nothing came for {0} seconds.', seconds(milliseconds))));
    });
  };
  arm(milliseconds);
  return {
    signal: controller.signal,
    touch: () => (last = clock.elapsed()),
    hold: held => {
      isHeld = held;
      last = clock.elapsed();
    },
    dispose: () => {
      timer.dispose();
      unlink();
    },
  };
}

function linked(outer: AbortSignal | undefined): { controller: AbortController; unlink: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort(new RouteFailure('aborted', l10n.t('The request was stopped.')));
  if (outer?.aborted === true) abort();
  else outer?.addEventListener('abort', abort, { once: true });
  return { controller, unlink: () => outer?.removeEventListener('abort', abort) };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
