// All jobs: the records on disk are the truth, this is the picture of them in memory.

import { join } from 'node:path';
import { hasCode } from '../file-error';
import type { Disposable } from '../ports';
import type { FolderReading, LoadedRecords, LostJob, NumberedKind, SingleKind } from './job-folder';
import { FinishedIndex, worthIndexing } from './finished-index';
import { addRecord, readJobFolder } from './job-folder';
import { Journal } from './journal';
import type { JournalLine, Live } from './journal';
import { jobIdPattern, layoutAt } from './layout';
import type { Layout } from './layout';
import { lastSaid } from './last-said';
import { isSomething, LiveWords } from './live-words';
import { LookAround } from './look-around';
import { OpenMarkers } from './open-markers';
import type { KnownRecord, StoreChange, StorePorts, StoredJob } from './stored-job';
import { ReadOnlyStoreError } from './read-only';
import type { RecordBody, RecordKind } from './records';
import { Sending } from './sending';

const foldersReadAtOnce = 16;

export class JobStore {
  readonly layout: Layout;
  /** Something in the store was written by a newer version: nothing may be written or sent from here. */
  readOnly = false;
  /** Jobs whose first record was damaged and set aside here; for the person. */
  readonly lost: LostJob[] = [];

  private readonly entries = new Map<string, StoredJob>();
  /** What was read of each job's folder. */
  private readonly loaded = new Map<string, LoadedRecords>();
  /** Jobs without a `done` record: all that the pipeline looks at. */
  private readonly openIds = new Set<string>();
  /** Jobs whose folder is known to survive a power cut. */
  private readonly secured = new Set<string>();
  private readonly sending = new Sending();
  private readonly listeners = new Set<(change: StoreChange) => void>();
  private readonly journal: Journal;
  private readonly words: LiveWords;
  private readonly markers: OpenMarkers;
  private readonly reading = new Map<string, Promise<boolean>>();
  private watching: Disposable | undefined;
  /** Finds what a window wrote that died, or whose telling was not heard. */
  private readonly lookingAround: LookAround;
  private readonly finished: FinishedIndex;

  /**
   * @param window names this window's journal; different for every window that ever was
   * @param owner the same window as leases name it, so that others can tell whether it lives
   */
  constructor(
    private readonly ports: StorePorts,
    root: string,
    window: string,
    owner = window,
  ) {
    this.layout = layoutAt(root);
    this.finished = new FinishedIndex(ports, root);
    this.markers = new OpenMarkers(ports.files, this.layout.open);
    const heard = (line: JournalLine) => this.heard(line);
    const missed = () => this.lookingAround.now();
    this.journal = new Journal(ports.files, this.layout.journal, window, heard, owner, missed);
    this.words = new LiveWords(this.journal, ports.clock);
    this.lookingAround = new LookAround(
      ports,
      () => this.openIds.size > 0,
      () => this.catchUp().then(() => this.rescan()),
    );
  }

  /** Reads everything and begins to watch. */
  async load(): Promise<void> {
    const { files } = this.ports;
    for (const folder of Object.values(this.layout) as string[]) await files.createFolder(folder);
    // A folder whose name is lost in a power cut takes every durable file in it along.
    await files.syncFolder(this.layout.root);
    await this.journal.start();
    this.watching = this.journal.watch();
    const indexed = await this.preload();
    await this.rescan();
    await this.recall();
    this.emit({ changed: indexed.filter(id => this.entries.has(id)), removed: [] });
    if (this.finished.isFarBehind) void this.index();
  }

  async close(): Promise<void> {
    this.watching?.dispose();
    this.lookingAround.dispose();
    if (this.finished.isStale && this.entries.size >= worthIndexing) await this.index();
    await this.journal.close();
  }

  /** Until more is heard, rows show what they show in the windows that are open already. */
  private async recall(): Promise<void> {
    if (this.openIds.size === 0) return;
    for (const [id, live] of await lastSaid(this.ports.files, this.layout.journal)) {
      if (this.openIds.has(id) && !isSomething(this.entries.get(id)?.live)) this.setLive(id, live, false);
    }
  }

  /** Takes the finished jobs of the index, to save opening their folders. */
  private async preload(): Promise<string[]> {
    const ids: string[] = [];
    for (const records of await this.finished.read()) {
      const { id } = records.spec.body;
      this.entries.set(id, { id, records, live: {} });
      ids.push(id);
    }
    return ids;
  }

  /** Writes the index of finished jobs anew. Also for where one that was taken away comes back under its name. */
  async index(): Promise<void> {
    if (!this.readOnly) await this.finished.write([...this.entries.values()].map(({ records }) => records));
  }

  /** Reads every job again that is not known to be done: at the start, and after the machine slept. */
  async rescan(): Promise<void> {
    // Known before the listing: a job that is made meanwhile is not missing.
    const known = [...this.entries.keys()];
    const names = (await this.ports.files.list(this.layout.jobs)).filter(name => jobIdPattern.test(name));
    const there = new Set(names);
    // What the index calls done may have been removed since, and taken over from its service anew.
    const marked = await this.markers.all();
    const looked = names.filter(id => marked.has(id) || this.entries.get(id)?.records.done === undefined);
    const queue = [...looked];
    const unreadable = new Set<string>();
    const reader = async () => {
      for (let id = queue.pop(); id !== undefined; id = queue.pop())
        if (!(await this.readInTurn(id))) unreadable.add(id);
    };
    await Promise.all(Array.from({ length: foldersReadAtOnce }, reader));
    const removed = known.filter(id => !there.has(id) || unreadable.has(id));
    for (const id of removed) this.drop(id);
    this.emit({ changed: looked.filter(id => this.entries.has(id)), removed });
  }

  /** Reads what other windows have said since; for where no watch tells. */
  catchUp(): Promise<void> {
    return this.journal.catchUp();
  }

  all(): IterableIterator<StoredJob> {
    return this.entries.values();
  }

  /** Jobs that are not done. */
  open(): StoredJob[] {
    return [...this.openIds].map(id => this.entries.get(id)).filter(job => job !== undefined);
  }

  get(id: string): StoredJob | undefined {
    return this.entries.get(id);
  }

  onDidChange(listener: (change: StoreChange) => void): Disposable {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  folderOf(id: string): string {
    return join(this.layout.jobs, id);
  }

  /** Makes a job exist. Durable when it returns. */
  async create(spec: RecordBody<'spec'>, at: number): Promise<void> {
    this.mustBeWritable();
    const { files } = this.ports;
    // The marker first: start-up looks at markers only, and one without a job does no harm.
    await this.mark(spec.id);
    await files.createFolder(this.folderOf(spec.id));
    await addRecord(this.ports, this.folderOf(spec.id), 'spec', 0, { at, body: spec });
    await files.syncFolder(this.layout.jobs);
    this.secured.add(spec.id);
    await this.announce(spec.id);
  }

  /** The window that made the job may have died before its folder's name was durable: a paid job must not go with it. */
  private async secure(id: string): Promise<void> {
    if (this.secured.has(id)) return;
    await this.ports.files.syncFolder(this.layout.jobs);
    this.secured.add(id);
  }

  /**
   * Makes a job exist that its service has already. What is known of it is written before the spec, so that it is never
   * seen without, and never taken for a job that waits to be sent. `exists`: it was there already.
   */
  async createKnown(
    spec: RecordBody<'spec'>,
    at: number,
    known: readonly KnownRecord[],
  ): Promise<'written' | 'exists'> {
    this.mustBeWritable();
    const { files } = this.ports;
    const folder = this.folderOf(spec.id);
    const ended = known.some(({ kind }) => kind === 'done');
    if (!ended) await this.mark(spec.id);
    await files.createFolder(folder);
    for (const record of known) {
      await addRecord(this.ports, folder, record.kind, record.kind === 'done' ? 0 : 1, record);
    }
    const outcome = await addRecord(this.ports, folder, 'spec', 0, { at, body: spec });
    await files.syncFolder(this.layout.jobs);
    await this.announce(spec.id);
    if (ended) await this.markers.remove(spec.id);
    return outcome;
  }

  /** Adds a record of which a job has one. */
  async add<K extends SingleKind>(id: string, kind: K, body: RecordBody<K>): Promise<'written' | 'exists'> {
    return this.write(id, kind, 0, body);
  }

  /** Adds a record of which a job has several. */
  async addNumbered<K extends NumberedKind>(
    id: string,
    kind: K,
    number: number,
    body: RecordBody<K>,
  ): Promise<'written' | 'exists'> {
    return this.write(id, kind, number, body);
  }

  private async write<K extends RecordKind>(
    id: string,
    kind: K,
    number: number,
    body: RecordBody<K>,
  ): Promise<'written' | 'exists'> {
    if (!this.sending.isVerdict(id, kind, number)) this.mustBeWritable();
    if (kind === 'attempt') await this.secure(id);
    const at = this.ports.clock.now();
    const outcome = await addRecord(this.ports, this.folderOf(id), kind, number, { at, body });
    if (outcome === 'written') this.sending.note(id, kind, number);
    await this.announce(id);
    if (kind === 'done') await this.markers.remove(id);
    return outcome;
  }

  /** Notes what was heard of a job, here and for the other windows. */
  setLive(id: string, live: Live, tellOthers = true): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return this.words.keep(id, live);
    this.entries.set(id, { ...entry, live });
    this.emit({ changed: [id], removed: [], liveOnly: true });
    if (tellOthers) this.words.tell(id, live);
  }

  /** Says again what was heard of jobs, for windows that may have missed it. */
  tellAgain(ids: Iterable<string>): void {
    this.words.tellAgain(ids, id => this.entries.get(id)?.live);
  }

  /** Says that a job may look different now, though no record of it changed. */
  touch(id: string): void {
    if (this.entries.has(id)) this.emit({ changed: [id], removed: [] });
  }

  /** A person wants a job tried at once: the window that leads its lane does it. */
  hurry(id: string): void {
    this.heard({ job: id, what: 'now' });
    void this.journal.append({ job: id, what: 'now' });
  }

  /** Takes a finished job away, with its records. Its library files are the caller's. */
  async removeJob(id: string): Promise<void> {
    this.mustBeWritable();
    const { files } = this.ports;
    const trash = join(this.layout.root, `.trash-${id}`);
    // One step away from the list, then the slow part.
    await files.rename(this.folderOf(id), trash).catch((error: unknown) => {
      if (!hasCode(error, 'ENOENT')) throw error;
    });
    await files.syncFolder(this.layout.jobs);
    await files.remove(trash);
    await this.markers.remove(id);
    this.forget(id);
    await this.journal.append({ job: id, what: 'gone' });
  }

  /** Reads one job's records from disk, now. */
  async refresh(id: string): Promise<void> {
    if (await this.readInTurn(id)) this.emit({ changed: [id], removed: [] });
    else this.forget(id);
  }

  /** One reading of a job after the other: an older one must not come last. */
  private readInTurn(id: string): Promise<boolean> {
    const before = this.reading.get(id) ?? Promise.resolve(true);
    const next = before.catch(() => true).then(() => this.read(id));
    this.reading.set(id, next);
    return next.finally(() => {
      if (this.reading.get(id) === next) this.reading.delete(id);
    });
  }

  private async mark(id: string): Promise<void> {
    await this.markers.set(id);
    // Windows that have nothing to do look at nothing: one of them takes the job over where this one dies before it can say more.
    await this.journal.append({ job: id, what: 'records' });
  }

  private async announce(id: string): Promise<void> {
    await this.refresh(id);
    await this.journal.append({ job: id, what: 'records' });
  }

  private async read(id: string): Promise<boolean> {
    const { files, random } = this.ports;
    const reading = await readJobFolder(files, random, this.folderOf(id), this.loaded.get(id), !this.readOnly);
    if (reading.kind === 'newer') this.protect();
    if (reading.kind === 'damaged') this.lose(id, reading);
    if (reading.kind !== 'job') return false;
    for (const name of reading.setAside) this.report(`${id}/${name}`);
    this.loaded.set(id, reading.loaded);
    const before = this.entries.get(id);
    this.entries.set(id, { id, records: reading.records, live: before?.live ?? this.words.take(id) });
    if (reading.records.done === undefined) {
      // It came back under its name: the index that called it ended is to be written anew.
      if (before?.records.done !== undefined) this.finished.outdate();
      this.openIds.add(id);
      this.lookingAround.note();
    } else {
      this.openIds.delete(id);
      this.finished.note();
    }
    return true;
  }

  /** From here on nothing is written; whoever listens stops. */
  private protect(): void {
    if (this.readOnly) return;
    this.readOnly = true;
    this.ports.log.write('warn', 'a newer version has used this library');
    this.tell({ changed: [], removed: [] });
  }

  private report(what: string): void {
    this.ports.log.write('error', 'a record is damaged', { what });
  }

  private lose(id: string, { why, lost }: Extract<FolderReading, { kind: 'damaged' }>): void {
    this.report(`${id}: ${why}`);
    if (lost === undefined) return;
    this.lost.push(lost);
    this.tell({ changed: [], removed: [] });
  }

  private heard(line: JournalLine): void {
    if (!jobIdPattern.test(line.job)) return;
    if (line.what === 'now')
      return this.emit({ changed: [line.job], removed: [], liveOnly: true, hurried: [line.job] });
    if (line.what === 'live') {
      this.setLive(line.job, line.live ?? {}, false);
      return;
    }
    // One of the same name that comes later has other records.
    if (line.what === 'gone') this.loaded.delete(line.job);
    void this.refresh(line.job)
      .then(() => {
        if (line.what === 'records' && !this.entries.has(line.job)) this.lookingAround.expect();
      })
      .catch((error: unknown) =>
        this.ports.log.write('warn', 'a job could not be read', { job: line.job, error: String(error) }),
      );
  }

  private forget(id: string): void {
    if (this.drop(id)) this.emit({ changed: [], removed: [id] });
  }

  private drop(id: string): boolean {
    this.openIds.delete(id);
    this.secured.delete(id);
    this.loaded.delete(id);
    return this.entries.delete(id);
  }

  private emit(change: StoreChange): void {
    if (change.changed.length > 0 || change.removed.length > 0) this.tell(change);
  }

  private tell(change: StoreChange): void {
    for (const listener of this.listeners) listener(change);
  }

  private mustBeWritable(): void {
    if (this.readOnly) throw new ReadOnlyStoreError();
  }
}
