// The pictures in the well as addresses that the page can draw: asked for once by their hash, kept while the page lives.

export class Thumbnails {
  readonly #addresses = new Map<string, string>();
  readonly #asked = new Set<string>();

  constructor(
    private readonly ask: (sha256: string) => void,
    private readonly changed: () => void,
  ) {}

  /** Undefined until the extension has handed the picture over. */
  addressOf(sha256: string): string | undefined {
    const address = this.#addresses.get(sha256);
    if (address === undefined && !this.#asked.has(sha256)) {
      this.#asked.add(sha256);
      this.ask(sha256);
    }
    return address;
  }

  /** Takes a prepared JPEG. */
  put(sha256: string, bytes: Uint8Array): void {
    if (this.#addresses.has(sha256)) return;
    const copy = new Uint8Array(bytes);
    this.#addresses.set(sha256, URL.createObjectURL(new Blob([copy], { type: 'image/jpeg' })));
    this.changed();
  }
}
