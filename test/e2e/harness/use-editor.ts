// Opens an editor for the tests of one file, closes it after them, and keeps a picture of the window when a test fails.
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { root } from '../../../scripts/lib/paths.mjs';
import type { EditorOptions } from './editor';
import { Editor } from './editor';

/**
 * Call it at a test file's (or describe block's) top.
 * @param options a function where something must be started before they are known
 * @returns what gives the open editor inside a test
 */
export function useEditor(options: EditorOptions | (() => Promise<EditorOptions>) = {}): () => Editor {
  let editor: Editor | undefined;
  beforeAll(async () => {
    editor = await Editor.open(typeof options === 'function' ? await options() : options);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    const name = task.name.replaceAll(/[^\w]+/g, '-').slice(0, 80);
    await editor?.picture(join(root, '.build', 'failed', `${name}.png`));
  });
  afterAll(async () => {
    await editor?.close();
  });
  return () => {
    if (!editor) throw new Error('The editor is open only inside a test.');
    return editor;
  };
}
