// The person at the editors: decides what nobody else can, by looking at the service's dashboard.

import type { StandIn } from '../../services/stand-in';
import type { Fleet, Place } from './fleet';
import { HostGone } from './desk';
import type { SeenJob } from './words';

export class Person {
  /** Prompts that were sent again because the dashboard did not show them. */
  readonly sentAgain = new Set<string>();
  /** Prompts that were sent again, came into doubt again, and which the dashboard shows: only a person can say which attempt made the job. */
  readonly adopted = new Set<string>();

  constructor(
    private readonly fleet: Fleet,
    private readonly service: StandIn,
  ) {}

  /** Looks at the jobs of one window, and decides about each one in doubt that the service does not have. Resolves to the jobs. */
  async look(): Promise<readonly SeenJob[]> {
    for (const place of this.fleet.alive) {
      try {
        const jobs = (await place.host?.jobs()) ?? [];
        for (const job of jobs) if (job.state === 'inDoubt') await this.decide(place, job);
        return jobs;
      } catch (error) {
        // The window was killed meanwhile; there are others.
        if (place.host !== undefined && !(error instanceof HostGone)) throw error;
      }
    }
    return [];
  }

  /** What a service lists is adopted without a person, unless a person has sent it twice. */
  private async decide(place: Place, job: SeenJob): Promise<void> {
    const listed = this.listed(job);
    if (listed === undefined) await this.sendAgain(place, job);
    else if (this.sentAgain.has(job.prompt) && !this.adopted.has(job.prompt)) await this.adopt(place, job, listed);
  }

  private listed({ prompt }: Pick<SeenJob, 'prompt'>): string | undefined {
    return this.service.jobs.all.find(({ asked }) => asked['prompt'] === prompt)?.id;
  }

  private async sendAgain({ host, workbench }: Place, { id, prompt }: SeenJob): Promise<void> {
    const done = this.settled(host?.ask({ kind: 'command', command: 'reelwright.resolveJob', argument: id }));
    if (!(await this.isAsked(workbench, prompt, done))) return;
    // Looked at once more: it may have arrived just before.
    if (this.listed({ prompt }) !== undefined) return workbench.quickInput.cancel();
    await workbench.quickInput.choose('It is not there: submit it again…');
    await workbench.pressDialogButton('Submit Again');
    await done;
    this.sentAgain.add(prompt);
  }

  private async adopt({ host, workbench }: Place, { id, prompt }: SeenJob, remoteId: string): Promise<void> {
    const done = this.settled(host?.ask({ kind: 'command', command: 'reelwright.resolveJob', argument: id }));
    if (!(await this.isAsked(workbench, prompt, done))) return;
    await workbench.quickInput.choose('It is there: adopt it by its id…');
    await workbench.quickInput.waitFor('Adopt a job by its id');
    await workbench.quickInput.answer(remoteId);
    await done;
    this.adopted.add(prompt);
  }

  /** Whether the question came. A job that was found while the person turned to it asks nothing, and its command just ends. */
  private async isAsked(workbench: Place['workbench'], prompt: string, done: Promise<void>): Promise<boolean> {
    const came = workbench.quickInput.waitFor(`Did “${prompt}” arrive`).then(() => true);
    came.catch(() => undefined);
    return Promise.race([came, done.then(() => false)]);
  }

  /** A decision about a job that was found meanwhile is refused, which is as good; the window may also be killed under it. */
  private async settled(asked: Promise<unknown> | undefined): Promise<void> {
    await asked?.catch((error: unknown) => {
      if (error instanceof HostGone) throw error;
    });
  }
}
