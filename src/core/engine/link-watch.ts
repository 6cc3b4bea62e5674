// Time alone makes a link old: tells of jobs whose video is not fetched yet when half, four fifths and all of its link's life are over.

import { nextStageAt } from '../pipeline/link-life';
import type { Clock, Disposable } from '../ports';
import { linkAgeOf, linkLifeOf } from '../store/fold';
import type { JobStore } from '../store/store';

/** No longer than this, since no timer runs while the machine sleeps. */
const longestMs = 60_000;

export class LinkWatch implements Disposable {
  /** How each open job's link was when it was last told of. */
  private readonly told = new Map<string, string>();
  private timer: Disposable | undefined;
  private dueAt = Number.POSITIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    private readonly store: Pick<JobStore, 'open' | 'get' | 'touch'>,
  ) {}

  /** These jobs changed: some may have a link now. */
  look(ids: readonly string[]): void {
    this.wait(ids);
  }

  dispose(): void {
    this.timer?.dispose();
    this.told.clear();
  }

  private isOpenWithLink(id: string): boolean {
    const records = this.store.get(id)?.records;
    return records !== undefined && records.done === undefined && records.results.length > 0;
  }

  private wait(ids: readonly string[]): void {
    const waits = ids.filter(id => this.isOpenWithLink(id)).map(id => this.waitOf(id));
    if (waits.length === 0) return;
    const dueAt = this.clock.elapsed() + Math.min(longestMs, ...waits);
    if (this.timer !== undefined && this.dueAt <= dueAt) return;
    this.timer?.dispose();
    this.dueAt = dueAt;
    this.timer = this.clock.after(dueAt - this.clock.elapsed(), () => this.tick());
  }

  private waitOf(id: string): number {
    const now = this.clock.now();
    const records = this.store.get(id)?.records;
    const life = records && linkLifeOf(records);
    const next = life && nextStageAt(life, now);
    return next === undefined ? longestMs : Math.max(1, next - now);
  }

  private tick(): void {
    this.timer = undefined;
    this.dueAt = Number.POSITIVE_INFINITY;
    const now = this.clock.now();
    const open = this.store.open();
    const ids = new Set(open.map(({ id }) => id));
    for (const id of this.told.keys()) if (!ids.has(id)) this.told.delete(id);
    for (const { id, records } of open) {
      const age = linkAgeOf(records, now);
      if (age === undefined || (this.told.get(id) ?? '') === age) continue;
      this.told.set(id, age);
      this.store.touch(id);
    }
    this.wait([...ids]);
  }
}
