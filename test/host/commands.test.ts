// The commands that scripts and menus rely on: each is there, none is dead, and a wrong argument is a sentence and no crash.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './harness/suite';
import { api, reelwright } from './reelwright';

const documented = [
  'generate',
  'generateFromSelection',
  'animateImage',
  'setApiKey',
  'removeApiKey',
  'testConnection',
  'openPreview',
  'saveVideo',
  'saveVideoAs',
  'insertVideo',
  'cancelJob',
  'stopFollowing',
  'retryJob',
  'resolveJob',
  'removeJob',
  'clearFinished',
  'syncWithService',
  'importJob',
  'useFrame',
  'useSettings',
  'copyRequest',
  'copyDiagnostics',
  'showUsage',
  'showLog',
].map(name => `reelwright.${name}`);

/** Job commands that take an id. */
const jobCommands = [
  'openPreview',
  'saveVideo',
  'saveVideoAs',
  'insertVideo',
  'cancelJob',
  'stopFollowing',
  'retryJob',
  'resolveJob',
  'removeJob',
  'useFrame',
  'useSettings',
  'copyRequest',
];

/** What the editor itself makes of a view. */
const ofViews = /^reelwright\.(create|jobs|services)\.|^workbench\./;

async function registered(): Promise<readonly string[]> {
  return (await vscode.commands.getCommands(true)).filter(id => id.startsWith('reelwright.') && !ofViews.test(id));
}

function declared(): readonly string[] {
  const { contributes } = reelwright().packageJSON as {
    contributes: { commands: readonly { readonly command: string }[] };
  };
  return contributes.commands.map(({ command }) => command);
}

test('every documented command is declared and registered', async () => {
  await api();
  const there = new Set(await registered());
  assert.deepEqual(
    documented.filter(id => !there.has(id)),
    [],
  );
  assert.deepEqual(
    documented.filter(id => !declared().includes(id)),
    [],
  );
});

test('every declared command is registered, and every registered one declared', async () => {
  assert.deepEqual((await registered()).toSorted(), declared().toSorted());
});

test('a command for a job that is not there does nothing and does not throw', async () => {
  for (const name of jobCommands) {
    assert.equal(await vscode.commands.executeCommand(`reelwright.${name}`, 'no-such-job'), undefined, name);
  }
});
