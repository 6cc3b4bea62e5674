// The files of this machine, each call counted; at one of them the process ends outright, before or after the call.

import { readFileSync, statSync } from 'node:fs';
import type { Files, OpenFile } from '../../src/core/ports';
import { Shadow } from './shadow';

export interface CountedFiles {
  readonly files: Files;
  calls(): number;
}

/**
 * Counts two for each call: the odd number stands before it, the even one after it.
 * @param shadow where to note what a power cut would leave
 */
export function countedFiles(files: Files, killAt: number, shadowFolder: string | undefined): CountedFiles {
  let count = 0;
  const shadow = shadowFolder === undefined ? undefined : new Shadow(shadowFolder);
  const tick = () => {
    count += 1;
    if (count === killAt) process.kill(process.pid, 'SIGKILL');
  };
  async function call<T>(act: () => Promise<T>): Promise<T> {
    tick();
    const result = await act();
    tick();
    return result;
  }
  const counted = (file: OpenFile, path: string): OpenFile => ({
    write: bytes => call(() => file.write(bytes)),
    read: (position, length) => call(() => file.read(position, length)),
    size: () => call(() => file.size()),
    sync: () =>
      call(async () => {
        await file.sync();
        shadow?.keepContent(statSync(path).ino, readFileSync(path));
      }),
    close: () => call(() => file.close()),
  });
  return {
    calls: () => count,
    files: {
      open: (path, mode) =>
        call(async () => {
          const file = await files.open(path, mode);
          if (mode === 'new') shadow?.forgetContent(statSync(path).ino);
          return counted(file, path);
        }),
      read: path => call(() => files.read(path)),
      list: folder => call(() => files.list(folder)),
      size: path => call(() => files.size(path)),
      createFolder: path => call(() => files.createFolder(path)),
      link: (from, to) => call(() => files.link(from, to)),
      rename: (from, to) => call(() => files.rename(from, to)),
      remove: path => call(() => files.remove(path)),
      syncFolder: folder =>
        call(async () => {
          await files.syncFolder(folder);
          shadow?.keepNames(folder);
        }),
      freeBytes: path => call(() => files.freeBytes(path)),
      watch: (folder, changed) => files.watch(folder, changed),
    },
  };
}
