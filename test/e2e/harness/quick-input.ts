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

  /** Opens the command palette. */
  async openPalette(): Promise<void> {
    await this.open('F1');
  }

  /** Opens the picker of files. */
  async openFiles(): Promise<void> {
    await this.open('Control+P');
  }

  /** A web view takes the keys while it has the focus, so the window is given it first. */
  private async open(key: string): Promise<void> {
    await this.page.evaluate(() =>
      document.activeElement instanceof HTMLElement ? document.activeElement.blur() : undefined,
    );
    await this.page.keyboard.press(key);
    await this.box().waitFor();
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

  /** Types and presses Enter. */
  async answer(text: string): Promise<void> {
    await this.type(text);
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
