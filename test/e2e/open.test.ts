// The first thing that a newcomer sees: the editor opens, and Reelwright is in it.
import { expect, test } from 'vitest';
import { useEditor } from './harness/use-editor';

const editor = useEditor();

test('the editor opens with Reelwright installed, and its side bar shows its views', async () => {
  const { workbench } = editor();
  await workbench.openReelwright();
  await workbench.view('Create').waitFor();
  await workbench.view('Jobs').waitFor();
  await expect.poll(() => workbench.commandsFor('Reelwright: Generate')).not.toEqual([]);
});
