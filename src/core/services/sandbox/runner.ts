// Runs the sandbox's jobs: each waits for its turn, is rendered, and ends with a record.

import * as l10n from '@vscode/l10n';
import type { Clock, Disposable } from '../../ports';
import type { ClipSpec } from './clip';
import type { SandboxEnd, SandboxJob, SandboxJobs } from './jobs';
import { RenderError } from './renderer';
import type { Renderer } from './renderer';
import { toldIn, toldWords } from './told';

/** How long a job that is told to fail runs before it does. */
const failAfterMs = 1000;

/** A job that is being worked on in this window. */
export interface Activity {
  state: 'pending' | 'processing';
  /** 0 to 1. */
  fraction: number;
}

interface Run extends Activity {
  readonly abort: AbortController;
}

export class SandboxRunner implements Disposable {
  private readonly runs = new Map<string, Run>();
  /** Ends that could not be written down, for lack of room perhaps; asked-for again they would only fail again. */
  private readonly unwritten = new Map<string, Omit<SandboxEnd, 'endedAt'>>();
  private turn: Promise<unknown> = Promise.resolve();
  private disposed = false;

  constructor(
    private readonly jobs: SandboxJobs,
    private readonly renderer: Renderer,
    private readonly clock: Clock,
  ) {}

  /** What this window does about a job; undefined also where it has been stopped. */
  activity(id: string): Activity | undefined {
    const run = this.runs.get(id);
    return run?.abort.signal.aborted ? undefined : run;
  }

  unwrittenEnd(id: string): Omit<SandboxEnd, 'endedAt'> | undefined {
    return this.unwritten.get(id);
  }

  /** Takes a job up, unless that was done already. */
  begin(id: string, job: SandboxJob): Activity {
    const known = this.runs.get(id);
    if (known) return known;
    const run: Run = { state: 'pending', fraction: 0, abort: new AbortController() };
    if (this.disposed) return run;
    this.runs.set(id, run);
    void this.run(id, job, run).finally(() => this.runs.delete(id));
    return run;
  }

  /** Stops a job and writes down that it was cancelled. */
  async cancel(id: string): Promise<void> {
    await this.jobs.finish(id, { status: 'cancelled' });
    this.runs.get(id)?.abort.abort();
  }

  /** Stops all work and writes nothing: the jobs are taken up again when somebody asks for them. */
  dispose(): void {
    this.disposed = true;
    for (const run of this.runs.values()) run.abort.abort();
  }

  private async run(id: string, job: SandboxJob, run: Run): Promise<void> {
    let end: Omit<SandboxEnd, 'endedAt'>;
    try {
      const video = await this.make(id, job, run);
      if (run.abort.signal.aborted) return;
      await this.jobs.complete(id, video);
      return;
    } catch (error) {
      if (run.abort.signal.aborted || this.disposed) return;
      end = { status: 'failed', error: describe(error) };
    }
    await this.jobs.finish(id, end).catch(() => this.unwritten.set(id, end));
  }

  private async make(id: string, job: SandboxJob, run: Run): Promise<Uint8Array> {
    const told = toldIn(job.prompt);
    const { signal } = run.abort;
    // Waiting is no rendering: other jobs go on meanwhile.
    const share = await this.wait(told.slowSeconds * 1000, run);
    if (told.failure?.at === 'job') {
      await this.wait(failAfterMs, run);
      throw new ToldFailure(told.failure.code);
    }
    const before = this.turn;
    let done = () => {};
    this.turn = new Promise<void>(resolve => (done = resolve));
    try {
      await before;
      signal.throwIfAborted();
      run.state = 'processing';
      const spec = await this.spec(id, job, told.rest);
      return await this.renderer.render(spec, fraction => (run.fraction = share + (1 - share) * fraction), signal);
    } finally {
      done();
    }
  }

  private async spec(id: string, job: SandboxJob, prompt: string): Promise<ClipSpec> {
    const picture = job.withPicture ? await this.jobs.picture(id) : undefined;
    return {
      prompt,
      resolution: job.resolution,
      aspectRatio: job.aspectRatio,
      seconds: job.duration,
      seed: job.seed,
      ...(picture ? { picture } : {}),
    };
  }

  /** Lets time pass with visible progress, and gives the share of the whole that it was. */
  private async wait(milliseconds: number, run: Run): Promise<number> {
    if (milliseconds <= 0) return run.fraction;
    run.state = 'processing';
    const from = run.fraction;
    const share = from + (1 - from) * 0.8;
    const steps = Math.max(1, Math.round(milliseconds / 1000));
    for (let step = 1; step <= steps; step++) {
      await this.pause(milliseconds / steps, run.abort.signal);
      run.fraction = from + ((share - from) * step) / steps;
    }
    return share;
  }

  private pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.clock.after(milliseconds, () => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
      const stop = () => {
        timer.dispose();
        reject(signal.reason as Error);
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
  }
}

class ToldFailure extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

function describe(error: unknown): { code: string; message: string } {
  if (error instanceof ToldFailure) return { code: error.code, message: toldWords(error.code) };
  if (error instanceof RenderError) return { code: error.code, message: error.message };
  const detail = error instanceof Error ? error.message : String(error);
  return { code: 'RENDER_FAILED', message: l10n.t('The sandbox could not render the clip: {0}', detail) };
}
