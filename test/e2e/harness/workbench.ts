// The workbench as a person uses it: activity bar, views, rows, menus, palette, dialogs, notifications.
import type { Locator, Page } from 'playwright-core';
import { QuickInput } from './quick-input';

/** One row of a tree view. */
export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** What a screen reader says. */
  readonly spoken: string;
  /** 1 for the top level. */
  readonly level: number;
  /** Undefined for a row without children. */
  readonly expanded: boolean | undefined;
}

const iconLabel = '.action-label[aria-label^="Reelwright"]';

/** One window of the editor. */
export class Workbench {
  /** The command palette, pickers and input boxes. */
  readonly quickInput: QuickInput;

  constructor(readonly page: Page) {
    this.quickInput = new QuickInput(page);
  }

  /** Returns when the window is up and Reelwright's icon is in the activity bar. */
  async ready(): Promise<void> {
    await this.icon().waitFor({ timeout: 60_000 });
    await this.page.locator('.statusbar-item').first().waitFor();
  }

  private icon(): Locator {
    return this.page.locator(`.activitybar ${iconLabel}`);
  }

  private iconItem(): Locator {
    return this.page.locator('.activitybar .action-item', { has: this.page.locator(iconLabel) });
  }

  /** The number on Reelwright's icon; empty when there is none. */
  async badge(): Promise<string> {
    const badge = this.iconItem().locator('.badge-content');
    return (await badge.count()) > 0 ? ((await badge.first().textContent()) ?? '') : '';
  }

  /** Opens Reelwright's side bar unless it is open. A click on the icon of a side bar that is just being restored would close it. */
  async openReelwright(): Promise<void> {
    const title = this.page.locator('.part.sidebar .composite.title', { hasText: 'Reelwright' });
    for (const end = Date.now() + 30_000; ;) {
      if (await title.isVisible()) return;
      // The badge lies over the icon.
      await this.iconItem().click();
      try {
        await title.waitFor({ timeout: 3000 });
        return;
      } catch (error) {
        if (Date.now() > end) throw error;
      }
    }
  }

  /** Opens the explorer unless it is open. */
  async openExplorer(): Promise<void> {
    await this.command('View: Show Explorer');
    await this.page.locator('.explorer-folders-view').waitFor();
  }

  /** Runs a command by its full title, as typed into the palette. */
  async command(title: string): Promise<void> {
    await this.quickInput.runCommand(title);
  }

  /** The titles that the palette offers for a text. */
  async commandsFor(text: string): Promise<readonly string[]> {
    await this.quickInput.openPalette(text);
    const titles = await this.quickInput.labels();
    await this.page.keyboard.press('Escape');
    return titles;
  }

  /** A view of the side bar by its title. */
  view(title: string): Locator {
    return this.page.locator('.pane', { has: this.page.locator(`.pane-header[aria-label^="${title}"]`) });
  }

  /** The rows of a tree view that are drawn now. */
  async rows(view: string): Promise<readonly TreeRow[]> {
    return this.view(view)
      .locator('.monaco-list-row')
      .evaluateAll(elements =>
        elements.map(element => ({
          label: element.querySelector('.label-name')?.textContent ?? '',
          description: element.querySelector('.label-description')?.textContent ?? '',
          spoken: element.getAttribute('aria-label') ?? '',
          level: Number(element.getAttribute('aria-level')),
          expanded: element.hasAttribute('aria-expanded')
            ? element.getAttribute('aria-expanded') === 'true'
            : undefined,
        })),
      );
  }

  /** A row of a tree view by a part of its text. */
  row(view: string, text: string | RegExp): Locator {
    return this.view(view).locator('.monaco-list-row', { hasText: text }).first();
  }

  /** Presses an inline button of a tree row, by its title. */
  async pressRowButton(view: string, text: string | RegExp, title: string): Promise<void> {
    const row = this.row(view, text);
    await row.hover();
    await row.locator(`.actions .action-label[aria-label^="${title}"]`).click();
  }

  /** Presses a button in a view's title bar. */
  async pressViewButton(view: string, title: string): Promise<void> {
    await this.view(view).locator('.pane-header').hover();
    await this.view(view).locator(`.pane-header .action-label[aria-label^="${title}"]`).click();
  }

  /** A file or folder in the explorer. */
  file(name: string): Locator {
    return this.page.locator(
      `.explorer-folders-view .monaco-list-row:is([aria-label="${name}"], [aria-label^="${name},"], [aria-label^="${name} "])`,
    );
  }

  /** Opens the context menu of something and chooses an item by its label. */
  async chooseFromMenu(target: Locator, item: string): Promise<void> {
    await target.click({ button: 'right' });
    const entry = this.menuItems().filter({ hasText: item }).first();
    await entry.waitFor();
    let pressed = false;
    for (const end = Date.now() + 20_000; ;) {
      try {
        // The menu takes presses only once the mouse has come to rest on an item, and stays open until it has taken one.
        await entry.hover({ timeout: 2000 });
        await entry.click({ timeout: 2000 });
        pressed = true;
        await entry.waitFor({ state: 'hidden', timeout: 2000 });
        return;
      } catch (error) {
        const open = await entry.isVisible();
        if (pressed && !open) return;
        if (!open || Date.now() > end) throw error;
      }
    }
  }

  /** The labels of the context menu of something; the menu is closed again. */
  async menuOf(target: Locator): Promise<readonly string[]> {
    await target.click({ button: 'right' });
    await this.menuItems().first().waitFor();
    const labels = await this.menuItems().allTextContents();
    await this.page.keyboard.press('Escape');
    return labels.map(label => label.trim());
  }

  private menuItems(): Locator {
    return this.page.locator('.context-view .monaco-menu .action-item:not(.disabled) .action-label:not(.separator)');
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.quickInput.openFile(name);
    await this.tab(name).waitFor();
  }

  /** An editor tab by its title. */
  tab(title: string): Locator {
    return this.page
      .locator(`.tabs-container .tab[data-resource-name="${title}"], .tabs-container .tab[aria-label^="${title}"]`)
      .first();
  }

  /** The texts of the notifications that are on the screen. */
  async notifications(): Promise<readonly string[]> {
    return this.page.locator('.notifications-toasts .notification-list-item-message').allTextContents();
  }

  /** The texts in the list of notifications, which must be open. */
  async listedNotifications(): Promise<readonly string[]> {
    const list = this.page.locator('.notifications-center');
    await list.waitFor();
    return list.locator('.notification-list-item-message').allTextContents();
  }

  /** A notification by a part of its text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text }).first();
  }

  /** Presses a button of a notification; waits for the notification first. */
  async pressNotificationButton(text: string | RegExp, button: string): Promise<void> {
    const notification = this.notification(text);
    await notification.waitFor({ timeout: 60_000 });
    await notification.hover();
    await notification.locator('.notification-list-item-buttons-container .monaco-button', { hasText: button }).click();
  }

  /** Takes every notification off the screen. */
  async clearNotifications(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
  }

  /** The modal dialog, if one is open. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Presses a button of the modal dialog; waits for the dialog first. */
  async pressDialogButton(button: string): Promise<void> {
    await this.dialog().waitFor();
    await this.dialog().locator('.monaco-button', { hasText: button }).first().click();
    await this.dialog().waitFor({ state: 'detached' });
  }

  /** The texts in the status bar, as a screen reader says them. */
  async statusBar(): Promise<readonly string[]> {
    return this.page
      .locator('.statusbar-item .statusbar-item-label')
      .evaluateAll(labels => labels.map(label => label.getAttribute('aria-label') ?? ''));
  }

  /** Makes the side bar this wide, in pixels, by dragging its edge. */
  async setSideBarWidth(width: number): Promise<void> {
    const sideBar = this.page.locator('.part.sidebar');
    const box = await sideBar.boundingBox();
    if (!box) throw new Error('The side bar is not shown.');
    const edge = box.x + box.width;
    const y = box.y + box.height / 2;
    await this.page.mouse.move(edge, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + width, y, { steps: 8 });
    await this.page.mouse.up();
  }
}
