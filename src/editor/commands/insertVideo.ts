// Insert into Editor: writes a finished video at the cursor, in the document's language, after saving it into the workspace.

import * as vscode from 'vscode';
import { libraryFile } from '../output/save';
import { textEditorToInsertInto } from '../output/textEditor';
import type { Command } from './command';
import { pickJob } from './jobArgument';

export const insertVideo: Command = async (app, argument) => {
  const job = await pickJob(app, argument, (one, engine) => engine.abilities(one).save, {
    placeholder: vscode.l10n.t('Insert which video?'),
    none: vscode.l10n.t('No video is finished yet, so there is none to insert.'),
  });
  if (!job) return;
  await libraryFile(job);
  const editor = await textEditorToInsertInto();
  if (editor) await app.output.insert(job, editor);
};
