// What one more event costs, from the record to the tree's model, with a hundred and with ten thousand jobs in the store.

import type { CoreEngine } from '../../src/core/engine/core-engine';
import type { JobStore } from '../../src/core/store/store';
import { JobGroups } from '../../src/editor/views/jobs/groups';
import { headsOf, pageSize, refreshBetween, type Heads } from '../../src/editor/views/jobs/model';
import { atMost, median, type Figure } from './figure';

export interface Opened {
  readonly engine: CoreEngine;
  readonly store: JobStore;
}

const events = 300;

/** `few` and `many` hold finished jobs only, which is where a change moves most. */
export async function eventFigures(few: Opened, many: Opened): Promise<readonly Figure[]> {
  const heard = { few: [] as number[], many: [] as number[] };
  const written = { few: [] as number[], many: [] as number[] };
  const [small, large] = [new Watched(few), new Watched(many)];
  for (let round = 0; round < events; round += 1) {
    heard.few.push(small.hear(round));
    heard.many.push(large.hear(round));
  }
  for (let round = 0; round < events / 5; round += 1) {
    written.few.push(await small.write(round));
    written.many.push(await large.write(round));
  }
  return [...compared('one more event in memory', heard), ...compared('one more record, durable', written)];
}

function compared(name: string, times: { readonly few: number[]; readonly many: number[] }): Figure[] {
  const [few, many] = [median(times.few), median(times.many)];
  return [
    { name: `${name}, to the changed tree: 100 jobs`, value: few, unit: 'ms' },
    { name: '… 10,000 jobs', value: many, unit: 'ms' },
    { name: '… ratio', value: many / few, unit: '×', limit: atMost(1.5) },
  ];
}

/** The Jobs tree's model over an engine. */
class Watched {
  private readonly groups = new JobGroups();
  private readonly ids: readonly string[];
  private readonly changed = new Set<string>();

  constructor(private readonly opened: Opened) {
    const { engine } = opened;
    this.ids = engine.jobs().map(({ id }) => id);
    this.groups.reset(engine.jobs());
    engine.onDidChangeJobs(({ changed }) => {
      for (const { id } of changed) this.changed.add(id);
    });
  }

  /** Milliseconds from something heard of a job to what the tree redraws. */
  hear(round: number): number {
    const start = performance.now();
    this.opened.store.setLive(this.idFor(round), { fraction: round / events }, false);
    this.draw();
    return performance.now() - start;
  }

  async write(round: number): Promise<number> {
    const start = performance.now();
    await this.opened.engine.noteSaved(this.idFor(round), `file:///copy-${round}.mp4`);
    this.draw();
    return performance.now() - start;
  }

  private draw(): void {
    const before = this.heads();
    const ids = new Set(this.changed);
    this.changed.clear();
    this.groups.update(ids, this.opened.engine);
    refreshBetween(before, this.heads(), ids);
  }

  private heads(): Heads {
    return headsOf(this.groups.now, () => pageSize);
  }

  /** A different job each time, from all over the list. */
  private idFor(round: number): string {
    const id = this.ids[(round * 7_919) % this.ids.length];
    if (id === undefined) throw new Error('no jobs');
    return id;
  }
}
