// The person at the editors: decides what nobody else can, by looking at the service's dashboard.

import type { StandIn } from '../../services/stand-in';
import type { Fleet, Place } from './fleet';
import { HostGone } from './desk';
import type { SeenJob } from './words';

export class Person {
  /** How many jobs were sent again because the dashboard did not show them. */
  decided = 0;

  constructor(
    private readonly fleet: Fleet,
    private readonly service: StandIn,
  ) {}

  /** Looks at the jobs of one window, and decides about each one in doubt that the service does not have. Resolves to the jobs. */
  async look(): Promise<readonly SeenJob[]> {
    for (const place of this.fleet.alive) {
      try {
        const jobs = (await place.host?.jobs()) ?? [];
        for (const job of jobs) if (job.state === 'inDoubt' && !this.isListed(job)) await this.sendAgain(place, job);
        return jobs;
      } catch (error) {
        // The window was killed meanwhile; there are others.
        if (place.host !== undefined && !(error instanceof HostGone)) throw error;
      }
    }
    return [];
  }

  private isListed({ prompt }: SeenJob): boolean {
    return this.service.jobs.all.some(({ asked }) => asked['prompt'] === prompt);
  }

  private async sendAgain(place: Place, { id, prompt }: SeenJob): Promise<void> {
    const { host, workbench } = place;
    const done = host?.ask({ kind: 'command', command: 'reelwright.resolveJob', argument: id });
    // Looked at once more: it may have arrived just before.
    await workbench.quickInput.waitFor(`Did “${prompt}” arrive`);
    if (this.isListed({ prompt } as SeenJob)) return workbench.quickInput.cancel();
    await workbench.quickInput.choose('It is not there: submit it again…');
    await workbench.pressDialogButton('Submit Again');
    await done;
    this.decided += 1;
  }
}
