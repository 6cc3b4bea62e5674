// The unfinished file of one download: what it takes, what it refuses, and what the next try can go on with.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { DownloadEnd, DownloadSink, OpenFile } from '../ports';
import { replaceWhole } from '../store/whole';
import { setLive } from './track';
import type { Work } from './work';

/** Kept free for everybody else on that volume. */
const roomToLeave = 50_000_000;
const tellEveryMs = 500;
/** So many bytes tell a video from anything else. */
const headLength = 12;

/** The unfinished file of this window: never another's, so that two writers cannot meet. */
export class Part implements DownloadSink {
  readonly path: string;
  private readonly tagPath: string;
  private file: OpenFile | undefined;
  private received = 0;
  private total: number | undefined;
  private toldAt = -tellEveryMs;
  /** The file's first bytes, until they are enough to tell; undefined: they were. */
  private head: Uint8Array | undefined;

  constructor(
    private readonly work: Work,
    private readonly id: string,
    private readonly url: string,
  ) {
    const link = createHash('sha256').update(url).digest('hex').slice(0, 8);
    this.path = join(work.store.layout.library, `${id}.${work.owner.window}.${link}.part`);
    this.tagPath = `${this.path}.etag`;
  }

  async download(allowLoopback: boolean, signal: AbortSignal): Promise<DownloadEnd> {
    const { files, net } = this.work.ports;
    const etag = await files.read(this.tagPath).then(
      bytes => new TextDecoder().decode(bytes),
      () => undefined,
    );
    const offset = etag === undefined ? 0 : ((await files.size(this.path)) ?? 0);
    const request = { url: this.url, offset, allowLoopback, ...(offset > 0 && etag !== undefined ? { etag } : {}) };
    const end = await net.download(request, this, signal);
    if (end.kind === 'whole') await this.file?.sync();
    return end;
  }

  async begin(head: Parameters<DownloadSink['begin']>[0]): Promise<void> {
    const { files } = this.work.ports;
    await this.close();
    if (head.offset === 0) await this.discard();
    this.file = await files.open(this.path, 'append');
    this.received = head.offset;
    this.head = head.offset === 0 ? new Uint8Array() : undefined;
    this.total = head.total;
    const free = await files.freeBytes(this.work.store.layout.library);
    const wanted = head.total === undefined ? 0 : head.total - head.offset;
    if (free !== undefined && free < wanted + roomToLeave) throw new NoRoomError();
    if (head.etag !== undefined && !head.etag.startsWith('W/') && head.offset === 0) {
      await replaceWhole(files, this.work.ports.random, this.tagPath, new TextEncoder().encode(head.etag));
    }
  }

  /** @throws NoVideoError as soon as that can be told, however much would follow */
  async write(bytes: Uint8Array): Promise<void> {
    this.lookAtHead(bytes);
    await this.file?.write(bytes);
    this.received += bytes.length;
    const now = this.work.ports.clock.elapsed();
    if (now - this.toldAt < tellEveryMs) return;
    this.toldAt = now;
    setLive(this.work, this.id, { received: this.received, total: this.total, waiting: undefined });
  }

  private lookAtHead(bytes: Uint8Array): void {
    if (this.head === undefined) return;
    this.head = Buffer.concat([this.head, bytes.subarray(0, headLength)]);
    if (this.head.length < headLength) return;
    if (this.work.beginsVideo?.(this.head) === false) throw new NoVideoError(l10n.t('The file is not an MP4 video.'));
    this.head = undefined;
  }

  async close(): Promise<void> {
    const file = this.file;
    this.file = undefined;
    await file?.close();
  }

  async discard(): Promise<void> {
    await this.close();
    await this.work.ports.files.remove(this.path);
    await this.work.ports.files.remove(this.tagPath);
  }
}

/** There is not enough room for the video; behaves like a full disk. */
class NoRoomError extends Error {
  readonly code = 'NOROOM';
}

/** What comes is no video, whatever it is. */
export class NoVideoError extends Error {}
