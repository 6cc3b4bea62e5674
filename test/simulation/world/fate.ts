// What is in store for the windows: at which effect of the run one of them dies or hangs, or the power fails.

import type { Chance } from './chance';

export type Blow = 'kill' | 'power' | 'freeze';

/** A window as fate sees it. */
export interface Mortal {
  kill(): void;
  freeze(milliseconds: number): void;
}

interface Stroke {
  readonly at: number;
  readonly blow: Blow;
  readonly when: 'before' | 'after';
}

/** A run takes a few thousand effects. */
const tooMany = 200_000;

export class Fate {
  effects = 0;
  private plan: Stroke[];
  private victim: Mortal | undefined;
  private due: Stroke | undefined;

  /** @param span the effects among which the strokes are spread evenly */
  constructor(
    private readonly chance: Chance,
    strokes: number,
    span: number,
    private readonly carryOut: (blow: Blow, victim: Mortal) => void,
  ) {
    this.plan = Array.from({ length: strokes }, () => this.stroke(span)).sort((a, b) => b.at - a.at);
  }

  /** The windows are busy without end. */
  get isEndless(): boolean {
    return this.effects > tooMany;
  }

  /** From now on nothing happens to anybody. */
  relent(): void {
    this.plan = [];
    this.due = undefined;
  }

  /** Counts an effect of a window; says whether a stroke falls before or after it. */
  count(window: Mortal): 'before' | 'after' | undefined {
    this.effects += 1;
    const next = this.plan.at(-1);
    if (next === undefined || next.at > this.effects || this.due !== undefined) return undefined;
    this.plan.pop();
    this.due = next;
    this.victim = window;
    return next.when;
  }

  /** The stroke that `count` announced falls. */
  strike(): void {
    const { due, victim } = this;
    this.due = undefined;
    if (due !== undefined && victim !== undefined) this.carryOut(due.blow, victim);
  }

  private stroke(span: number): Stroke {
    const roll = this.chance.next();
    return {
      at: this.chance.between(1, span),
      blow: roll < 0.6 ? 'kill' : roll < 0.85 ? 'power' : 'freeze',
      when: this.chance.happens(0.5) ? 'before' : 'after',
    };
  }
}
