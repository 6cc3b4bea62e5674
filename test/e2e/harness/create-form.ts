// The Create view as a person fills it in: one word for each thing that the hand does there.
import type { Frame } from 'playwright-core';
import { expect } from 'vitest';
import type { Editor } from './editor';

/** Settings for an explorer whose rows are clicked: no tooltip lies over them, and none moves into view by itself. */
export const stillExplorer = { 'workbench.hover.delay': 60_000, 'explorer.autoReveal': false } as const;

/** The page of the Create view; it lives until the view is hidden. */
export class CreateForm {
  private constructor(
    private readonly editor: Editor,
    readonly page: Frame,
  ) {}

  /** Opens the view, and returns when the form can be filled in. */
  static async open(editor: Editor): Promise<CreateForm> {
    await editor.workbench.openReelwright();
    return CreateForm.shown(editor, '#field-service');
  }

  /** The form that is there already, as soon as it shows this. */
  static async shown(editor: Editor, selector: string): Promise<CreateForm> {
    return new CreateForm(editor, await editor.webview(selector));
  }

  /**
   * Opens the view with a picture of the sample workspace, by the explorer's menu; again where the menu came up on a neighbour, as it
   * does when an explorer that was just shown moves its rows.
   */
  static async animate(editor: Editor, picture: string): Promise<CreateForm> {
    const { workbench } = editor;
    for (let tries = 1; ; tries += 1) {
      await workbench.openExplorer();
      const folder = workbench.file('pictures');
      if ((await folder.getAttribute('aria-expanded')) !== 'true') await folder.click();
      await workbench.chooseFromMenu(workbench.file(picture), 'Animate This Image');
      const form = await CreateForm.shown(editor, 'img.thumbnail');
      const name = (await form.page.locator('.well .name').innerText()).trim();
      if (name === picture) return form;
      if (tries === 3) throw new Error(`The form has ${name} and not ${picture}.`);
    }
  }

  /** Switches to a service by its id. */
  async choose(service: string): Promise<void> {
    await this.page.locator('#field-service').selectOption(service);
  }

  /** The names of the service's options that are shown, in alphabetical order. */
  async options(): Promise<readonly string[]> {
    const fields = this.page.locator('.options [id^="field-"]');
    const names = await fields.evaluateAll(found => found.map(({ id }) => id.slice('field-'.length)));
    return names.filter(name => name !== 'takes').toSorted();
  }

  /** What the button says. */
  async button(): Promise<string> {
    return (await this.page.locator('#generate').innerText()).trim();
  }

  /**
   * Types a key into the box that the button opens, and returns when the button has a price instead. A test that is tried again finds the
   * price there already.
   */
  async typeKey(key: string): Promise<void> {
    const { quickInput } = this.editor.workbench;
    await expect.poll(() => this.button()).toMatch(/^Set API key…$|^Generate ·/);
    if ((await this.button()) !== 'Set API key…') return;
    await this.page.locator('#generate').click();
    await quickInput.waitFor('Paste the key');
    await quickInput.answer(key);
    await expect.poll(() => this.button()).toMatch(/^Generate/);
  }

  /** Takes out the pictures that are there, and the address, where one can stand. */
  async withoutPicture(): Promise<void> {
    const remove = this.page.locator('.well .remove');
    for (let left = await remove.count(); left > 0; left = await remove.count()) {
      await remove.first().click();
      await expect.poll(() => remove.count()).toBeLessThan(left);
    }
    const address = this.page.locator('#field-address');
    if ((await address.count()) > 0) await address.fill('');
  }

  /** Fills in the prompt and presses the button, once it shows this price. */
  async generate(prompt: string, price: string): Promise<void> {
    await this.page.locator('#field-prompt').fill(prompt);
    await expect.poll(() => this.button()).toBe(`Generate · ${price}`);
    await this.page.locator('#generate').click();
    await expect.poll(() => this.page.locator('.queued').count()).toBe(1);
  }
}
