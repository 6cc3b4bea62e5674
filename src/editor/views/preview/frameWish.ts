// A wish for the frame that a tab shows: asked once the view can answer, and never left open.

/** How long a view may take to show its first frame, in milliseconds. */
const limitMs = 15_000;

export class FrameWish {
  readonly granted: Promise<void>;
  private asked = false;
  private settle: { resolve(): void; reject(error: Error): void } | undefined;
  private readonly limit: NodeJS.Timeout;

  constructor(private readonly failure: () => Error) {
    this.granted = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    this.limit = setTimeout(() => this.refuse(), limitMs);
  }

  /** Asks the view, but only once. */
  async ask(post: () => Promise<void>): Promise<void> {
    if (this.asked) return;
    this.asked = true;
    await post();
  }

  grant(): void {
    clearTimeout(this.limit);
    this.settle?.resolve();
  }

  refuse(): void {
    clearTimeout(this.limit);
    this.settle?.reject(this.failure());
  }
}
