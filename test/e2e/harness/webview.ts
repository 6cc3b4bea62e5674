// Finds the document of a web view: VS Code puts it into two nested frames, which come and go as views are shown and hidden.
import type { Frame, Page } from 'playwright-core';

/**
 * The innermost frame of one of Reelwright's web views in which the selector is visible.
 * @throws after 30 s, with the addresses of the frames that were there
 */
export async function findWebview(page: Page, selector: string): Promise<Frame> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    for (const frame of page.frames().filter(isOurs)) {
      if (await isShown(frame, selector)) return frame;
    }
    await page.waitForTimeout(100);
  }
  const frames = page.frames().map(frame => frame.url().slice(0, 200));
  throw new Error(`No web view shows ${selector}. Frames:\n${frames.join('\n')}`);
}

/** The outer frame's address names the extension; the document itself is in the frame below. */
function isOurs(frame: Frame): boolean {
  return frame.parentFrame()?.url().includes('extensionId=reelwright.reelwright') ?? false;
}

/** A frame may be gone again by the time it is asked. */
async function isShown(frame: Frame, selector: string): Promise<boolean> {
  try {
    return await frame.locator(selector).first().isVisible();
  } catch {
    return false;
  }
}
