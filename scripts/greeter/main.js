// Goes beside Reelwright in the editor that `npm start` serves: the first time, a prompt of the sample workspace stands in the form.
'use strict';
const vscode = require('vscode');

exports.activate = async context => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined || context.workspaceState.get('greeted') || vscode.window.visibleTextEditors.length > 0)
    return;
  await context.workspaceState.update('greeted', true);
  const notes = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'notes.txt'));
  await vscode.window.showTextDocument(notes, { selection: notes.lineAt(0).range });
  await vscode.commands.executeCommand('reelwright.generateFromSelection');
};
