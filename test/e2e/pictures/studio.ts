// The room in which the documentation's pictures are taken: an editor with every kind of job in it, a camera, and the light switch.
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';
import { root } from '../../../scripts/lib/paths.mjs';
import type { StandIn } from '../../services/stand-in';
import { startUsvideoReference } from '../../services/usvideo-reference';
import type { Theme } from '../harness/editor';
import { Editor } from '../harness/editor';

const folder = join(root, 'docs', 'pictures');
export const key = 'sd_pictures_3f80';

/** An editor to take pictures in, with a US Video API on this machine that keeps its jobs running. */
export class Studio {
  private constructor(
    readonly editor: Editor,
    readonly service: StandIn,
  ) {}

  static async open(): Promise<Studio> {
    const pace = { by: 'time', waiting: 0, rendering: 0 } as const;
    const service = await startUsvideoReference({ key, pace, listsPrompts: false });
    const editor = await Editor.open({
      viewport: { width: 1280, height: 900 },
      scale: 2,
      settings: {
        'reelwright.services.usvideo.baseUrl': service.baseUrl,
        'reelwright.services.usvideo.maxConcurrent': 2,
        'editor.minimap.enabled': false,
        'explorer.autoReveal': false,
        'window.commandCenter': false,
        'workbench.colorTheme': 'Dark 2026',
      },
    });
    // The desktop editor cannot decode AAC, which this browser can.
    await editor.context.addInitScript(() => {
      const asked = HTMLMediaElement.prototype.canPlayType;
      HTMLMediaElement.prototype.canPlayType = function (type) {
        return type.includes('mp4a') ? '' : asked.call(this, type);
      };
    });
    await editor.load();
    return new Studio(editor, service);
  }

  async close(): Promise<void> {
    await this.editor.close();
    await this.service.close();
  }

  /** Switches the colour theme where it is another one. */
  async useTheme(theme: Theme): Promise<void> {
    const { page } = this.editor;
    const classes = { light: 'vs', dark: 'vs-dark', contrast: 'hc-black', contrastLight: 'hc-light' };
    if ((await page.locator(`.monaco-workbench.${classes[theme]}`).count()) === 0) await this.editor.useTheme(theme);
  }

  /** The Create view's page. */
  form(): Promise<Frame> {
    return this.editor.webview('#field-prompt');
  }

  /** Opens these views of the side bar and folds the others. */
  async showViews(...titles: readonly string[]): Promise<void> {
    const { workbench, page } = this.editor;
    await workbench.openReelwright();
    for (const title of ['Create', 'Jobs', 'Services']) {
      const header = workbench.view(title).locator('.pane-header');
      const isOpen = (await header.getAttribute('aria-expanded')) === 'true';
      if (isOpen !== titles.includes(title)) await header.click();
    }
    await page.mouse.move(900, 500);
  }

  /** Fills fields of the form: texts, and choices by their labels. */
  async enter(texts: Readonly<Record<string, string>>, choices: Readonly<Record<string, string>> = {}): Promise<void> {
    const form = await this.form();
    for (const [name, value] of Object.entries(choices)) {
      await form.locator(`#field-${name}`).selectOption({ label: value });
    }
    for (const [name, value] of Object.entries(texts)) await form.locator(`#field-${name}`).fill(value);
  }

  /** Presses Generate once its button says `price`. */
  async generate(price: string): Promise<void> {
    const form = await this.form();
    await expect.poll(() => form.locator('#generate').textContent()).toContain(price);
    await form.locator('#generate').click();
    await expect.poll(() => form.locator('.queued').count()).toBe(1);
    await expect.poll(() => form.locator('#generate').textContent()).toContain('Generate');
  }

  /** Waits until a row says it. */
  async untilRow(text: string, says: RegExp): Promise<void> {
    const row = this.editor.workbench.row('Jobs', text);
    await row.waitFor();
    await expect.poll(() => row.getAttribute('aria-label'), { timeout: 60_000 }).toMatch(says);
  }

  /** Takes pictures of the explorer into the form's well, and waits for their thumbnails. */
  async animate(...names: readonly string[]): Promise<Frame> {
    const { workbench, page } = this.editor;
    await workbench.openExplorer();
    const last = workbench.file(names.at(-1) ?? '');
    if (!(await last.isVisible())) await workbench.file('pictures').click();
    await last.waitFor();
    await workbench.file('ball.gif').click();
    for (const [index, name] of names.entries()) {
      await workbench.file(name).click({ modifiers: index === 0 ? [] : ['Control'] });
    }
    await page.mouse.move(900, 500);
    await workbench.chooseFromMenu(last, 'Animate This Image');
    const form = await this.editor.webview('img.thumbnail');
    await expect.poll(() => form.locator('img.thumbnail').count()).toBe(names.length);
    await workbench.command('View: Close All Editors');
    return form;
  }

  /** Empties the form: no text, no picture, the sandbox with its own defaults. */
  async emptyForm(): Promise<void> {
    const form = await this.form();
    const remove = form.locator('.well .remove');
    for (let left = await remove.count(); left > 0; left--) {
      await remove.first().click({ force: true });
      await expect.poll(() => remove.count()).toBe(left - 1);
    }
    await this.enter({ prompt: '' }, { service: 'Sandbox (free, on this machine)', takes: '1' });
  }

  /** A picture of a tree view, down to its last row. */
  async shootTree(name: string, title: string): Promise<void> {
    const view = this.editor.workbench.view(title);
    const bottoms = await view
      .locator('.monaco-list-row')
      .evaluateAll(rows => rows.map(row => row.getBoundingClientRect().bottom));
    await this.shoot(name, view, { bottom: Math.max(...bottoms) + 10 });
  }

  /**
   * A picture of a part of the window (all of it without one), with few colours and no more pixels than are looked at;
   * `margin` is the space around the part and `bottom` where it ends at the latest, in pixels of the window.
   */
  async shoot(name: string, part?: Locator, { width = 1440, margin = 0, bottom = Infinity } = {}): Promise<void> {
    const { page } = this.editor;
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const box = part && (await part.boundingBox());
    const clip = box && {
      x: Math.max(0, box.x - margin),
      y: Math.max(0, box.y - margin),
      width: box.width + 2 * margin,
      height: Math.min(box.height + 2 * margin, bottom - box.y),
    };
    const taken = await page.screenshot({ animations: 'disabled', ...(clip && { clip }) });
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${name}.png`);
    await sharp(taken)
      .resize({ width, withoutEnlargement: true })
      .png({ palette: true, colours: 96, dither: 0.6, effort: 10, compressionLevel: 9 })
      .toFile(path);
    expect((await stat(path)).size, `${name}.png is too large`).toBeLessThan(260_000);
  }
}
