// Runs once before the e2e layer: the editors, the browser, and the package installed into one extensions folder for all tests.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { installChromium } from '../../../scripts/lib/chromium.mjs';
import type { Editor, EditorName } from '../../../scripts/lib/editors.mjs';
import { installEditor } from '../../../scripts/lib/editors.mjs';
import { buildAndPackage } from '../../../scripts/lib/package.mjs';
import { installExtension, makeProfile } from '../../../scripts/lib/server.mjs';

/** What the tests are given. */
export interface Prepared {
  readonly editors: Readonly<Record<EditorName, Editor>>;
  readonly chromium: string;
  /** An extensions folder with Reelwright's package installed. */
  readonly extensions: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    prepared: Prepared;
  }
}

/** vitest's name for what runs first; the answer runs last. `REELWRIGHT_VSIX` names a package that is made already. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [today, floor, chromium] = [
    await installEditor('today'),
    await installEditor('floor'),
    await installChromium(),
  ];
  const vsix = process.env['REELWRIGHT_VSIX'] ?? (await buildAndPackage()).vsix;
  const folder = await mkdtemp(join(tmpdir(), 'rw-'));
  const profile = await makeProfile(folder);
  await installExtension(today, profile, vsix);
  project.provide('prepared', { editors: { today, floor }, chromium, extensions: profile.extensions });
  return () => rm(folder, { recursive: true, force: true });
}
