// US Video API, reference dialect, whose jobs take as long as they are told to.

import { answer, says } from '../pipeline/bench';
import type { Bench } from '../pipeline/bench';

const minute = 60_000;

/** What it was asked, and when. */
export class TimedService {
  firstSubmit = Number.NaN;
  lastSeen = 0;
  most = 0;
  delay = 0;
  /** Of each job in the order of its end, how long until it was noticed. */
  readonly delays: number[] = [];
  listed = 0;
  private readonly ends = new Map<string, number>();
  private readonly seen = new Set<string>();
  private readonly times: number[] = [];
  private readonly looks = new Map<string, number[]>();
  private readonly begins = new Map<string, number>();

  constructor(
    private readonly world: Bench,
    /** Milliseconds that the job with this number takes, from 0. */
    private readonly takes: (index: number) => number,
    /** Milliseconds by which its list lags behind; undefined: it has none. */
    lists?: number,
  ) {
    world.on('POST /videos', () => this.submitted());
    if (lists !== undefined) world.on('GET /videos', () => this.list(lists));
  }

  /** When a job was asked about, in milliseconds since it was submitted. */
  askedAfter(id: string): readonly number[] {
    return this.looks.get(id) ?? [];
  }

  /** The most requests in any minute, from a moment on. */
  busiest(since = 0): number {
    const times = this.times.filter(time => time >= since);
    let [most, from] = [0, 0];
    times.forEach((time, index) => {
      while ((times[from] ?? 0) <= time - minute) from += 1;
      most = Math.max(most, index - from + 1);
    });
    return most;
  }

  private submitted() {
    const now = this.note();
    if (Number.isNaN(this.firstSubmit)) this.firstSubmit = now;
    const index = this.ends.size;
    const id = `job_${index + 1}`;
    this.begins.set(id, now);
    this.ends.set(id, now + this.takes(index));
    this.most = Math.max(this.most, [...this.ends.values()].filter(end => end > now).length);
    this.world.on(`GET /videos/${id}`, () => this.asked(id));
    return says.accepted(id);
  }

  /** Every job is in it at once; what became of it comes later. */
  private list(lagMs: number) {
    const then = this.note() - lagMs;
    this.listed += 1;
    const newest = [...this.ends].toReversed().slice(0, 50);
    const videos = newest.map(([id, end]) => ({ id, status: then < end ? 'processing' : 'completed' }));
    return answer(200, { videos });
  }

  private asked(id: string) {
    const now = this.note();
    const end = this.ends.get(id) ?? 0;
    this.looks.set(id, [...this.askedAfter(id), now - (this.begins.get(id) ?? 0)]);
    if (now < end) return says.processing(id);
    if (!this.seen.has(id)) {
      this.seen.add(id);
      this.delay += now - end;
      this.delays.push(now - end);
      this.lastSeen = now;
    }
    return answer(200, {
      id,
      status: 'completed',
      video_url: `https://media.example/${id}.mp4`,
      duration: 5,
      cost_cents: 120,
    });
  }

  private note(): number {
    const now = this.world.time.now;
    this.times.push(now);
    return now;
  }
}
