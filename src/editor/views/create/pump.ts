// Runs one push at a time; requests that come meanwhile are answered by one more push, so the newest state always wins.

export class Pump {
  #running = false;
  #again = false;

  constructor(
    private readonly push: () => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  request(): void {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    do {
      this.#again = false;
      try {
        await this.push();
      } catch (error) {
        this.failed(error);
      }
    } while (this.#again);
    this.#running = false;
  }
}
