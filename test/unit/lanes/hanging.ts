// A window that hangs for a while, as an extension host does behind somebody else's long loop: then nothing of it goes on.

import type { Clock, Files, OpenFile, Ports } from '../../../src/core/ports';

export class Hang {
  private thawed: Promise<void> | undefined;
  private resume: () => void = () => undefined;

  get hangs(): boolean {
    return this.thawed !== undefined;
  }

  begin(): void {
    // It hangs already, and whoever waits is to be woken.
    if (this.hangs) return;
    this.thawed = new Promise(resolve => {
      this.resume = resolve;
    });
  }

  end(): void {
    this.thawed = undefined;
    this.resume();
  }

  /** The same ports for the window that may hang. */
  ports(ports: Ports): Ports {
    return {
      ...ports,
      clock: this.clock(ports.clock),
      files: this.files(ports.files),
      net: {
        exchange: (request, signal) => this.after(ports.net.exchange(request, signal)),
        download: (request, sink, signal) => this.after(ports.net.download(request, sink, signal)),
      },
    };
  }

  /** What is done is done; but who did it learns of it later. */
  files(files: Files): Files {
    const opened = (file: OpenFile): OpenFile => ({
      write: bytes => this.after(file.write(bytes)),
      read: (position, length) => this.after(file.read(position, length)),
      size: () => this.after(file.size()),
      sync: () => this.after(file.sync()),
      close: () => this.after(file.close()),
    });
    return {
      open: async (path, mode) => opened(await this.after(files.open(path, mode))),
      read: path => this.after(files.read(path)),
      list: folder => this.after(files.list(folder)),
      size: path => this.after(files.size(path)),
      createFolder: path => this.after(files.createFolder(path)),
      link: (from, to) => this.after(files.link(from, to)),
      rename: (from, to) => this.after(files.rename(from, to)),
      remove: path => this.after(files.remove(path)),
      syncFolder: folder => this.after(files.syncFolder(folder)),
      freeBytes: path => this.after(files.freeBytes(path)),
      watch: (folder, changed) => files.watch(folder, name => this.run(() => changed(name))),
    };
  }

  private clock(clock: Clock): Clock {
    return { ...clock, after: (milliseconds, callback) => clock.after(milliseconds, () => this.run(callback)) };
  }

  private run(callback: () => void): void {
    if (this.thawed === undefined) callback();
    else void this.thawed.then(() => this.run(callback));
  }

  private async after<T>(effect: Promise<T>): Promise<T> {
    const result = await effect;
    while (this.thawed !== undefined) await this.thawed;
    return result;
  }
}
