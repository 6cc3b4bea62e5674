// Which page of a service's list to read next. Only usvideo's page says that its list is newest first (usvideo-docs.txt, *List
// Videos*); the others may list in any order, so a list is read in the order in which its own times stand.

import type { RemoteJob } from '../service';

/** No page prints a maximum; this is what vibegen.txt (*3. Get Task List*) gives unasked, and what seedance-tv.txt (*List Jobs*) asks for. */
export const pageSize = 20;
/** Times are read by each answer's own clock, which is a second or two wide. */
const grainMs = 10_000;
/** A list that is oldest first is read on for so many pages before its end is sought. */
const pagesBeforeLeap = 5;
/** Enough for the end of any list that there is; one that never ends is given up. */
const mostProbes = 32;

/** Whether the jobs of a list stand by their times, as far as it was read. */
class Order {
  private earliest = Number.POSITIVE_INFINITY;
  private latest = Number.NEGATIVE_INFINITY;
  private rises = false;
  private falls = false;

  note(jobs: readonly RemoteJob[]): void {
    for (const { createdAt } of jobs) {
      if (createdAt === undefined) continue;
      if (createdAt > this.earliest + grainMs) this.rises = true;
      if (createdAt < this.latest - grainMs) this.falls = true;
      this.earliest = Math.min(this.earliest, createdAt);
      this.latest = Math.max(this.latest, createdAt);
    }
  }

  get isNewestFirst(): boolean {
    return this.falls && !this.rises;
  }

  get isOldestFirst(): boolean {
    return this.rises && !this.falls;
  }
}

/**
 * The way through one list: `next` is the offset to ask for, and `take` is given the page that came. It ends where the list ends, where
 * by its order only jobs follow that `isOld` says nobody asks for, and after `most` jobs. Of a long list that is oldest first the end is
 * found by leaps, and read backwards from there.
 */
export class ListWalk {
  /** The offset of the page to be read now; undefined: enough was read. */
  next: number | undefined = 0;
  /** The whole list was read. */
  complete = false;

  private readonly order = new Order();
  private readonly head = new Map<string, RemoteJob>();
  private readonly tail = new Map<string, RemoteJob>();
  private readonly known = new Set<string>();
  private pages = 0;
  private probes = 0;
  private longestPage = 1;
  private phase: 'on' | 'leap' | 'halve' | 'back' = 'on';
  /** Where the head ends, where the page stands that is the last as far as is known, where that ends, and where there is nothing. */
  private headEnd = 0;
  private last = 0;
  private lastEnd = 0;
  private beyond = 0;

  constructor(
    private readonly most: number,
    private readonly isOld: (job: RemoteJob) => boolean = () => false,
  ) {}

  /** What was read: of a list that is oldest first and too long its newest jobs alone. */
  get jobs(): readonly RemoteJob[] {
    const isApart = this.phase === 'back' && !this.complete;
    return isApart ? [...this.tail.values()] : [...this.head.values(), ...this.tail.values()];
  }

  /** No job of the list is younger than all that were read. */
  get hasNewest(): boolean {
    return this.complete || this.order.isNewestFirst || this.phase === 'back';
  }

  /** By what came, not by what was asked for: a service may give other pages. A job that is listed twice is one job. */
  take(page: readonly RemoteJob[]): void {
    const offset = this.next ?? 0;
    const fresh = page.filter(({ remoteId }) => !this.known.has(remoteId) && this.known.add(remoteId));
    this.longestPage = Math.max(this.longestPage, page.length);
    if (this.phase === 'on' || this.phase === 'back') this.pages += 1;
    else this.probes += 1;
    const next = this.after(offset, page, fresh);
    const isEnough = this.pages >= this.most / pageSize || this.head.size + this.tail.size >= this.most;
    this.next = isEnough || this.probes >= mostProbes ? undefined : next;
  }

  private after(offset: number, page: readonly RemoteJob[], fresh: readonly RemoteJob[]): number | undefined {
    switch (this.phase) {
      case 'on':
        return this.goOn(offset + page.length, fresh);
      case 'leap':
        return this.leap(offset, page, fresh);
      case 'halve':
        return this.halve(offset, page, fresh);
      case 'back':
        return this.goBack(offset, page);
    }
  }

  private goOn(end: number, fresh: readonly RemoteJob[]): number | undefined {
    keep(this.head, fresh);
    this.order.note(fresh);
    this.headEnd = end;
    // Also the sign of a service that ignores the offset.
    if (fresh.length === 0) return this.ended();
    if (this.order.isNewestFirst && fresh.every(this.isOld)) return undefined;
    if (!this.order.isOldestFirst || this.pages < pagesBeforeLeap) return end;
    this.phase = 'leap';
    this.lastEnd = end;
    return 2 * end;
  }

  private leap(offset: number, page: readonly RemoteJob[], fresh: readonly RemoteJob[]): number | undefined {
    if (fresh.length > 0) {
      this.isLast(offset, page);
      return 2 * offset;
    }
    this.phase = 'halve';
    this.beyond = offset;
    return this.probe();
  }

  private halve(offset: number, page: readonly RemoteJob[], fresh: readonly RemoteJob[]): number | undefined {
    const isAtEnd = offset === this.lastEnd;
    if (isAtEnd) keep(this.tail, page);
    else if (fresh.length > 0) this.isLast(offset, page);
    else this.beyond = offset;
    if (!isAtEnd) return this.probe();
    this.phase = 'back';
    const isAllOld = this.tail.size > 0 && [...this.tail.values()].every(this.isOld);
    return isAllOld ? undefined : this.before(this.last);
  }

  /** Halfway between the end of the last page and where there is nothing; the end itself once a page is all that may be between. */
  private probe(): number {
    const isNear = this.beyond - this.lastEnd <= this.longestPage;
    return isNear ? this.lastEnd : Math.floor((this.lastEnd + this.beyond) / 2);
  }

  private isLast(offset: number, page: readonly RemoteJob[]): void {
    this.tail.clear();
    keep(this.tail, page);
    this.last = offset;
    this.lastEnd = offset + page.length;
  }

  private goBack(offset: number, page: readonly RemoteJob[]): number | undefined {
    keep(this.tail, page);
    return page.every(this.isOld) ? undefined : this.before(offset);
  }

  private before(offset: number): number | undefined {
    return offset <= this.headEnd ? this.ended() : Math.max(this.headEnd, offset - this.longestPage);
  }

  private ended(): undefined {
    this.complete = true;
    return undefined;
  }
}

function keep(map: Map<string, RemoteJob>, jobs: readonly RemoteJob[]): void {
  for (const job of jobs) if (!map.has(job.remoteId)) map.set(job.remoteId, job);
}
