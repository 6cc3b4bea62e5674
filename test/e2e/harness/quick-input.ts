// The box at the top of the window: the command palette, the file picker, and every picker and input that an extension opens.
import type { Locator, Page } from 'playwright-core';

/** The box and its rows. */
export class QuickInput {
  constructor(private readonly page: Page) {}

  /** The whole box. */
  box(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  private input(): Locator {
    return this.box().locator('.quick-input-box input');
  }

  private rows(): Locator {
    return this.box().locator('.quick-input-list .monaco-list-row');
  }

  /** The row with exactly this label. */
  private row(label: string): Locator {
    const name = this.page.locator('.label-name').getByText(label, { exact: true });
    return this.rows().filter({ has: name }).first();
  }

  /** Opens the command palette and types a text into it. */
  async openPalette(text: string): Promise<void> {
    await this.open('F1', `>${text}`, this.rows().first());
  }

  /** Runs a command by its full title. */
  async runCommand(title: string): Promise<void> {
    await this.open('F1', `>${title}`, this.row(title), () => this.row(title).click({ timeout: 2000 }));
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.open('Control+P', name, this.row(name), () => this.row(name).click({ timeout: 2000 }));
  }

  /**
   * Opens the box by its key, types, waits for a row, and does something with it; again if need be. A web view that takes the focus meanwhile (as one
   * does that has just loaded) closes the box, and a palette opened early does not learn of commands that come later.
   */
  private async open(key: string, text: string, row: Locator, then?: () => Promise<void>): Promise<void> {
    for (const end = Date.now() + 30_000; ;) {
      await this.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await this.page.keyboard.press(key);
      try {
        await this.input().fill(text, { timeout: 2000 });
        await row.waitFor({ timeout: 2000 });
        await then?.();
        return;
      } catch (error) {
        if (Date.now() > end) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Waits for a box that an extension opens, by a part of its title or placeholder. */
  async waitFor(text: string): Promise<void> {
    const titled = this.box().filter({ hasText: text });
    const placeholder = this.page.locator(`.quick-input-widget:visible input[placeholder*="${text}"]`);
    await titled.or(placeholder).first().waitFor();
  }

  /** Replaces what stands in the box. */
  async type(text: string): Promise<void> {
    await this.input().fill(text);
  }

  /** Types and presses Enter. A file dialog that has just opened puts its own proposal in once it has read the folder: so the text must stay. */
  async answer(text: string): Promise<void> {
    for (let calm = 0; calm < 3; calm += 1) {
      if ((await this.input().inputValue()) !== text) {
        await this.type(text);
        calm = 0;
      }
      await this.page.waitForTimeout(150);
    }
    await this.page.keyboard.press('Enter');
  }

  /** Presses Enter on what stands there. */
  async accept(): Promise<void> {
    await this.page.keyboard.press('Enter');
  }

  /** Closes the box. */
  async cancel(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Chooses the row with exactly this label. */
  async choose(label: string): Promise<void> {
    await this.row(label).click();
  }

  /** The labels of the rows that are drawn. */
  async labels(): Promise<readonly string[]> {
    await this.rows().first().waitFor();
    return this.rows().evaluateAll(rows => rows.map(row => row.querySelector('.label-name')?.textContent ?? ''));
  }

  /** Whether what is typed is hidden. */
  async isMasked(): Promise<boolean> {
    return (await this.input().getAttribute('type')) === 'password';
  }

  /** The title, prompt and problem that the box shows. */
  async text(): Promise<string> {
    return (await this.box().innerText()).trim();
  }
}
