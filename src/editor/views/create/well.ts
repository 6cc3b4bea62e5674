// The first-frame well: pictures are prepared and kept by the store as soon as they come in, and stand here until removed.

import { readPictureHeader } from '../../../core/media/picture-header';
import type { Picture } from '../../../core/request';
import { maxPictures, type WellItem } from '../../../protocol/create';

/** Something that may turn out to be a picture. */
export interface PictureSource {
  readonly name: string;
  /** The address of the file, as text. */
  readonly uri?: string;
  read(): Promise<Uint8Array>;
}

export interface WellParts {
  /** The engine's `stagePicture`. */
  stage(bytes: Uint8Array, name: string): Promise<Picture>;
  /** A sentence for a failure, naming the file. */
  explain(error: unknown, name: string): string;
  /** Something changed. */
  changed(): void;
}

/** Where a picture in the well came from, as far as that is known. */
export interface Origin {
  readonly uri?: string | undefined;
  /** Bytes of the file as it came. */
  readonly size?: number | undefined;
}

/** Pictures prepared side by side; each takes a worker of its own. */
const lanes = 2;

export class Well {
  #items: readonly WellItem[] = [];
  readonly #origins = new Map<string, Origin>();
  #next = 1;
  /** Nobody has put anything in since the window opened, so what the view remembers counts. */
  #untouched = true;

  constructor(private readonly parts: WellParts) {}

  get items(): readonly WellItem[] {
    return this.#items;
  }

  /** Changes when something is put in or taken out. */
  get holding(): string {
    return this.#items.map(item => item.id).join(' ');
  }

  /** What is known of the origin of each picture in here. */
  get origins(): readonly (Origin & { readonly name: string })[] {
    return this.#items.map(({ id, name }) => ({ ...this.#origins.get(id), name }));
  }

  get ready(): readonly Picture[] {
    return this.#items.flatMap(item => (item.state === 'ready' ? [item.picture] : []));
  }

  /** Puts the sources in place of what was there, and prepares them. Resolves when each is ready or has failed. */
  async take(sources: readonly PictureSource[]): Promise<void> {
    const entries = sources
      .slice(0, maxPictures)
      .map(source => ({ source, item: { state: 'preparing', id: this.#newId(), name: source.name } as const }));
    this.#origins.clear();
    for (const { source, item } of entries) this.#origins.set(item.id, { uri: source.uri });
    this.#replace(entries.map(entry => entry.item));
    const waiting = entries.values();
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        for (const { source, item } of waiting) await this.#prepare(item.id, source);
      }),
    );
  }

  /** Puts pictures that are kept already in place of what was there. */
  put(pictures: readonly Picture[]): void {
    this.#origins.clear();
    this.#replace(pictures.slice(0, maxPictures).map(picture => this.#readyItem(picture)));
  }

  /** What the view remembered over a reload of the window; later ones are ignored. */
  restore(pictures: readonly Picture[]): void {
    if (!this.#untouched) return;
    this.put(pictures);
  }

  remove(id: string): void {
    this.#replace(this.#items.filter(item => item.id !== id));
  }

  /** Takes out what became clips, where only some of them did. */
  removePictures(hashes: ReadonlySet<string>): void {
    this.#replace(this.#items.filter(item => item.state !== 'ready' || !hashes.has(item.picture.sha256)));
  }

  /** A picture that turned out to be gone from the store. */
  lose(sha256: string, message: string): void {
    this.#replace(
      this.#items.map(item =>
        item.state === 'ready' && item.picture.sha256 === sha256
          ? { state: 'failed', id: item.id, name: item.name, message }
          : item,
      ),
    );
  }

  async #prepare(id: string, source: PictureSource): Promise<void> {
    const result = await this.#stage(id, source);
    if (!this.#has(id)) return;
    this.#replace(this.#items.map(item => (item.id === id ? result : item)));
  }

  async #stage(id: string, { name, uri, read }: PictureSource): Promise<WellItem> {
    try {
      if (!this.#has(id)) return { state: 'failed', id, name, message: '' };
      const bytes = await read();
      if (this.#has(id)) this.#origins.set(id, { uri, size: bytes.byteLength });
      const reading = readPictureHeader(bytes);
      const picture = await this.parts.stage(bytes, name);
      if (!reading.ok) return { state: 'ready', id, name, picture };
      const { width, height } = reading.header;
      return { state: 'ready', id, name, picture, source: { width, height } };
    } catch (error) {
      return { state: 'failed', id, name, message: this.parts.explain(error, name) };
    }
  }

  #has(id: string): boolean {
    return this.#items.some(item => item.id === id);
  }

  #readyItem(picture: Picture): WellItem {
    return { state: 'ready', id: this.#newId(), name: picture.name, picture };
  }

  #newId(): string {
    return String(this.#next++);
  }

  #replace(items: readonly WellItem[]): void {
    this.#untouched = false;
    this.#items = items;
    this.parts.changed();
  }
}
