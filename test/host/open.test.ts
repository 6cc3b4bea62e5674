// What every other host test builds on: the packaged extension is there and comes up.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './harness/suite';

test('the packaged extension activates from outside the repository, and exports its API', async () => {
  const extension = vscode.extensions.getExtension('reelwright.reelwright');
  assert.ok(extension);
  assert.ok(!extension.extensionPath.includes('node_modules'));
  const api: unknown = await extension.activate();
  assert.equal((api as { apiVersion: number }).apiVersion, 1);
});
