// The door to the internet: open on one port of this machine while a picture is shown or a callback is awaited, shut else.

import { join } from 'node:path';
import { hasCode } from '../file-error';
import * as l10n from '@vscode/l10n';
import type { Disposable } from '../ports';
import type { JobRecords } from '../store/job-folder';
import { writeOnce } from '../store/whole';
import type { Work } from '../pipeline/work';
import { addressFor, usualPublicPort } from './address';
import { readCallback } from './callback';
import { PublicEntries } from './entries';
import type { Entry } from './entries';
import type { CallbackPlace, DoorState, PublicWay, Shown } from './public-way';
import { Sign } from './sign';
import { startServer } from './server';
import type { Place, PublicServer, ServerLimits } from './server';

export interface DoorParts {
  /** Whether the window named is known to be gone; undefined: cannot tell. */
  ownerIsGone(owner: string): boolean | undefined;
  /** Tells the person something that stays true until they change it. */
  tell(sentence: string): void;
  readonly limits?: Partial<ServerLimits>;
}

/** How often a window looks whether it must serve, or take over. */
export const lookEveryMs = 5_000;
/** Nothing is shown for longer, whatever became of its job. */
const longestShownMs = 24 * 3_600_000;
/** A job that this window has not heard of may be another window's, just queued. */
const unheardMs = 10 * 60_000;
const listenTries = 4;
const listenAgainMs = 150;

export class PublicDoor implements PublicWay {
  readonly entries: PublicEntries;
  private readonly sign: Sign;
  private server: PublicServer | undefined;
  private timer: Disposable | undefined;
  private watching: Disposable | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private wantedPort: number | undefined;
  private toldOf: number | undefined;
  private stopped = false;
  private ask: (job: string) => boolean = () => false;

  constructor(
    private readonly work: Work,
    private readonly parts: DoorParts,
  ) {
    const { owner } = work;
    const name = `${owner.window} ${owner.pid ?? ''} ${owner.host ?? ''}`;
    this.entries = new PublicEntries(work.ports, work.store.layout.public);
    this.sign = new Sign(work.ports, work.store.layout.public, name, parts.ownerIsGone);
  }

  start(ask: (job: string) => boolean): void {
    this.ask = ask;
    this.look();
  }

  get folder(): string {
    return this.entries.folder;
  }

  /** The port that this window serves on; undefined: it does not. */
  get port(): number | undefined {
    return this.server?.port;
  }

  addressFor(baseUrl: string): string | undefined {
    return addressFor(this.work.ports.settings.publicAccess?.(), baseUrl);
  }

  async showPicture(job: string, sha256: string, address: string): Promise<Shown> {
    const { name, token } = await this.entries.add({
      v: 1,
      kind: 'picture',
      job,
      sha256,
      at: this.work.ports.clock.now(),
    });
    return { name, url: `${address}/p/${token}.jpg` };
  }

  async awaitCallback(place: CallbackPlace, address: string): Promise<Shown> {
    const { name, token } = await this.entries.add({
      v: 1,
      kind: 'callback',
      ...place,
      at: this.work.ports.clock.now(),
    });
    return { name, url: `${address}/c/${token}` };
  }

  async awaitAtCommonPlace(job: string): Promise<{ name: string }> {
    return this.entries.add({ v: 1, kind: 'waiting', job, at: this.work.ports.clock.now() });
  }

  async withdraw(names: readonly string[]): Promise<void> {
    for (const name of names) await this.entries.remove(name);
    this.look();
  }

  open(): Promise<DoorState> {
    return this.inTurn(async () => {
      const state = await this.serve();
      this.plan();
      return state;
    });
  }

  noteChange(ids: readonly string[]): void {
    if (this.work.ports.settings.publicAccess?.().address === undefined && this.server === undefined) return;
    const shown = this.entries.jobs();
    const ended = ids.some(id => shown.has(id) && hasEnded(this.work.store.get(id)?.records));
    if (ended) this.look();
    else this.plan();
  }

  noteSettings(): void {
    const access = this.work.ports.settings.publicAccess?.();
    const same = access?.address !== undefined && (access.port ?? usualPublicPort) === this.wantedPort;
    this.toldOf = undefined;
    if (!same) void this.inTurn(() => this.shut());
    this.look();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.timer?.dispose();
    this.watching?.dispose();
    await this.inTurn(() => this.shut());
  }

  private look(): void {
    if (this.stopped) return;
    void this.inTurn(async () => {
      if (await this.isNeeded()) {
        await this.serve();
        this.plan();
      } else {
        await this.shut();
        // Somebody may have counted on this window between the two looks.
        if (await this.isNeeded()) await this.serve();
      }
    });
  }

  /** Looks again soon: the window that serves may end, a job elsewhere may begin. */
  private plan(): void {
    if (this.stopped || this.timer !== undefined) return;
    this.timer = this.work.ports.clock.after(lookEveryMs, () => {
      this.timer = undefined;
      this.look();
    });
  }

  private inTurn<T>(act: () => Promise<T>): Promise<T | 'off'> {
    const next = this.turn.then(act).catch((error: unknown) => {
      this.work.ports.log.write('warn', 'the public door', { error: String(error) });
      return 'off' as const;
    });
    this.turn = next;
    return next;
  }

  /** Takes away what has ended and carries hints on; says whether anything is still shown or awaited. */
  private async isNeeded(): Promise<boolean> {
    const { entries, names } = await this.entries.list();
    let needed = false;
    for (const { name, entry } of entries) {
      // What a newer version wrote is not gone because this one cannot read it.
      if (!this.work.store.readOnly && this.isOver(entry)) await this.entries.remove(name);
      else if (entry.job !== undefined) needed = true;
    }
    for (const name of names) await this.carryHint(name);
    return needed;
  }

  private isOver(entry: Entry): boolean {
    const age = this.work.ports.clock.now() - entry.at;
    if (entry.job === undefined) return false;
    const records = this.work.store.get(entry.job)?.records;
    return age > longestShownMs || (records === undefined ? age > unheardMs : hasEnded(records));
  }

  private async serve(): Promise<DoorState> {
    const access = this.work.ports.settings.publicAccess?.();
    if (access?.address === undefined || this.stopped) {
      await this.shut();
      return 'off';
    }
    this.watching ??= this.work.ports.files.watch(this.entries.folder, name => {
      if (name !== undefined) void this.inTurn(() => this.carryHint(name));
    });
    if (this.server !== undefined) return 'here';
    return this.listen(access.port ?? usualPublicPort);
  }

  private async listen(port: number): Promise<DoorState> {
    const { clock, log, settings } = this.work.ports;
    const address = () => settings.publicAccess?.().address;
    const find = (kind: Place['kind'], token: string) => this.find(kind, token);
    const limits = this.parts.limits === undefined ? {} : { limits: this.parts.limits };
    for (let tries = 1; ; tries += 1) {
      try {
        this.server = await startServer({ clock, log, address, find, ...limits }, port);
        break;
      } catch (error) {
        if (!hasCode(error, 'EADDRINUSE', 'EACCES')) throw error;
        if (hasCode(error, 'EADDRINUSE') && (await this.sign.isOurs(port))) return 'elsewhere';
        if (tries >= listenTries || hasCode(error, 'EACCES')) return this.isTaken(port);
      }
      // A window of ours may just be opening or shutting: its sign comes after the port, and goes before it.
      await new Promise<void>(resolve => clock.after(listenAgainMs, resolve));
    }
    this.wantedPort = port;
    this.toldOf = undefined;
    // Without the sign another window would take this one for a stranger; that is no reason not to serve.
    await this.sign
      .hang(this.server.port)
      .catch((error: unknown) => log.write('warn', 'the sign cannot be hung', { error: String(error) }));
    log.write('info', 'the public door is open', { port: this.server.port });
    return 'here';
  }

  /** Said once. */
  private isTaken(port: number): DoorState {
    if (this.toldOf !== port) {
      this.toldOf = port;
      this.work.ports.log.write('warn', 'the public port is taken', { port });
      this.parts.tell(portTaken(port));
    }
    return 'taken';
  }

  private async shut(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    this.watching?.dispose();
    this.watching = undefined;
    if (server === undefined) return;
    await this.sign.takeDown(server.port);
    await server.close();
    this.work.ports.log.write('info', 'the public door is shut', { port: server.port });
  }

  private async find(kind: Place['kind'], token: string): Promise<Place | undefined> {
    const { files } = this.work.ports;
    if (kind === 'picture') {
      const entry = await this.entries.find('picture', token);
      if (entry === undefined || (await this.jobHasEnded(entry.job))) return undefined;
      const path = join(this.work.store.layout.pictures, `${entry.sha256}.jpg`);
      return (await files.size(path)) === undefined ? undefined : { kind, jpeg: await files.read(path) };
    }
    const entry = await this.entries.find('callback', token);
    if (entry === undefined || (entry.job !== undefined && (await this.jobHasEnded(entry.job)))) return undefined;
    return {
      kind,
      take: async (headers, body) => {
        const { status, job } = await readCallback(this.work, entry, headers, body);
        if (job !== undefined) await this.hint(job);
        return status;
      },
    };
  }

  /** From the disk: another window may have ended it just now. */
  private async jobHasEnded(id: string): Promise<boolean> {
    const { files } = this.work.ports;
    const folder = this.work.store.folderOf(id);
    const there = async (name: string) => (await files.size(join(folder, name))) !== undefined;
    return !(await there('spec.json')) || (await there('done.json')) || (await there('result-1.json'));
  }

  /** The window that leads the job's lane asks; where that is another one, a file tells it. */
  private async hint(job: string): Promise<void> {
    if (this.ask(job)) return;
    const { files, random } = this.work.ports;
    await writeOnce(files, random, join(this.entries.folder, `h-${job}`), new Uint8Array());
  }

  private async carryHint(name: string): Promise<void> {
    const job = /^h-([0-9a-z-]{20,40})$/.exec(name)?.[1];
    if (job === undefined) return;
    if (this.ask(job) || (await this.jobHasEnded(job))) await this.entries.remove(name);
  }
}

/** The service has made the video, or nothing is awaited any more. */
function hasEnded(records: JobRecords | undefined): boolean {
  return records !== undefined && (records.done !== undefined || records.results.length > 0);
}

/** What is said, once, where something else listens on the port. */
export function portTaken(port: number): string {
  return l10n.t(
    'Port {0} of this machine is in use by another program, so services cannot fetch pictures or call back through your public address. End that program, or change “reelwright.publicPort” and your tunnel.',
    port,
  );
}
