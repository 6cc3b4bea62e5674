// The life of a job as another extension follows it: durable at once, one per take, told of each step, made once more, saved.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Job } from '../../src/api';
import { test } from './harness/suite';
import { api, bytesOf, fileUri, make, queueOne, refusalOf, tiny, withSetting, workspaceFolder } from './reelwright';

test('generate answers with one queued job per take, each with its own id and on disk already', async () => {
  const reelwright = await api();
  const jobs = await reelwright.generate(tiny('Three takes', { takes: 3 }));
  assert.deepEqual(
    jobs.map(job => [job.service, job.prompt, job.take, job.state]),
    [1, 2, 3].map(take => ['sandbox', 'Three takes', take, 'queued']),
  );
  assert.equal(new Set(jobs.map(({ id }) => id)).size, 3);
  const ended = await Promise.all(jobs.map(({ id }) => reelwright.settled(id)));
  const store = join(ended[0]?.video?.uri.fsPath ?? '', '../../jobs');
  const folders = await readdir(store, { recursive: true });
  for (const { id } of jobs)
    assert.ok(
      folders.some(path => path.includes(id)),
      id,
    );
});

test('a finished job says everything that is documented, and nothing else', async () => {
  const job = await make(tiny('All that is said'));
  const names = Object.keys(job).toSorted();
  const always = ['createdAt', 'estimate', 'finishedAt', 'id', 'options', 'prompt', 'remoteId', 'service', 'state'];
  assert.deepEqual(
    names.filter(name => name !== 'cost'),
    [...always, 'take', 'video'],
  );
  assert.equal(job.estimate?.unit, 'free');
  assert.equal(job.video?.uri.scheme, 'file');
  assert.deepEqual(await (await api()).job(job.id), job);
});

test('jobs come newest first', async () => {
  const [older, newer] = [await queueOne(tiny('Older')), await queueOne(tiny('Newer'))];
  const ids = (await (await api()).jobs()).map(({ id }) => id);
  assert.ok(ids.indexOf(newer.id) < ids.indexOf(older.id));
});

test('every step is told, in an order that is possible', async () => {
  const reelwright = await api();
  const seen: Job[] = [];
  const listening = reelwright.onDidChangeJob(job => seen.push(job));
  const job = await make(tiny('Told step by step'));
  listening.dispose();
  const states = [...new Set(seen.filter(({ id }) => id === job.id).map(({ state }) => state))];
  const order = ['queued', 'submitting', 'pending', 'running', 'downloading', 'completed'];
  assert.equal(states.at(-1), 'completed');
  assert.deepEqual(
    states,
    order.filter(state => states.includes(state as Job['state'])),
  );
});

test('a cancelled job ends as such, and can be made once more as a new job', async () => {
  const reelwright = await api();
  const job = await queueOne(tiny('Made once more [slow:300]'));
  await reelwright.cancel(job.id);
  assert.equal((await reelwright.settled(job.id)).state, 'cancelled');
  const again = await reelwright.retry(job.id);
  assert.equal(again.retryOf, job.id);
  assert.notEqual(again.id, job.id);
  assert.deepEqual([again.prompt, again.options, again.service], [job.prompt, job.options, job.service]);
  await reelwright.cancel(again.id);
  assert.equal((await reelwright.settled(again.id)).state, 'cancelled');
});

test('a job that has not ended is not made once more, and a cancel of what has ended changes nothing', async () => {
  const reelwright = await api();
  const job = await queueOne(tiny('Not yet [slow:300]'));
  assert.equal((await refusalOf(reelwright.retry(job.id))).code, 'not-possible');
  await reelwright.cancel(job.id);
  const cancelled = await reelwright.settled(job.id);
  await reelwright.cancel(job.id);
  assert.deepEqual(await reelwright.job(job.id), cancelled);
  const done = await make(tiny('Done, so not cancelled'));
  assert.equal((await refusalOf(reelwright.cancel(done.id))).code, 'not-possible');
});

test('save copies into the workspace by the settings, and never over a file', async () => {
  const reelwright = await api();
  const job = await make(tiny('Saved by the settings'));
  await withSetting('reelwright.output.folder', 'clips/new', async () => {
    await withSetting('reelwright.output.fileName', 'clip-${take}', async () => {
      await mkdir(join(workspaceFolder(), 'clips/new'), { recursive: true });
      await writeFile(join(workspaceFolder(), 'clips/new/clip-1.mp4'), 'somebody’s own');
      const uri = await reelwright.save(job.id);
      assert.equal(uri.fsPath, join(workspaceFolder(), 'clips/new/clip-1-2.mp4'));
      assert.ok((await readFile(uri.fsPath)).equals(await bytesOf(job)));
      assert.equal(await readFile(join(workspaceFolder(), 'clips/new/clip-1.mp4'), 'utf8'), 'somebody’s own');
    });
  });
});

test('save to a target writes there, makes the folders, and refuses a file that is there', async () => {
  const reelwright = await api();
  const job = await make(tiny('Saved to a target'));
  const target = fileUri('deep', 'er', 'clip.mp4');
  assert.equal((await reelwright.save(job.id, target)).toString(), target.toString());
  assert.ok((await readFile(target.fsPath)).equals(await bytesOf(job)));
  const error = await refusalOf(reelwright.save(job.id, target));
  assert.equal(error.code, 'not-possible');
  assert.match(error.message, /there already/);
  assert.equal((await stat(target.fsPath)).size, job.video?.bytes);
});

test('a setting that leads out of the workspace saves nothing there', async () => {
  const job = await make(tiny('Not outside'));
  for (const folder of ['../outside', '/tmp/outside']) {
    await withSetting('reelwright.output.folder', folder, async () => {
      assert.equal((await refusalOf((await api()).save(job.id))).code, 'not-possible');
    });
  }
});

test('an unfinished job has nothing to save', async () => {
  const reelwright = await api();
  const job = await queueOne(tiny('Not finished [slow:300]'));
  const error = await refusalOf(reelwright.save(job.id));
  assert.equal(error.code, 'not-possible');
  await reelwright.cancel(job.id);
  await reelwright.settled(job.id);
});

/** A document of each kind, and what a video becomes in it. */
const documents: readonly [string, RegExp][] = [
  ['notes.txt', /^videos\/[\w-]+\.mp4/],
  ['README.md', /\[An inserted \\?\w+ clip\]\(videos\/\S+\.mp4\)/],
  ['index.html', /<video src="videos\/\S+\.mp4" width="854" height="480" autoplay muted loop playsinline aria-label="/],
  ['src/Hero.jsx', /<video src="\.\.\/videos\/\S+\.mp4" width=\{854\} height=\{480\} autoPlay muted loop playsInline /],
  ['src/ProductCard.vue', /<video src="\.\.\/videos\/\S+\.mp4" width="854"/],
  ['src/Page.svelte', /<video src="\.\.\/videos\/\S+\.mp4" width="854"/],
  ['src/post.astro', /<video src="\.\.\/videos\/\S+\.mp4" width="854"/],
];

test('Insert writes a saved clip in the language of the document, and saves it only once', async () => {
  const job = await make(tiny('An inserted silent clip'));
  for (const [path, text] of documents) {
    const document = await vscode.workspace.openTextDocument(fileUri(...path.split('/')));
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('reelwright.insertVideo', job.id);
    assert.match(document.getText(), text, path);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  const names = await readdir(join(workspaceFolder(), 'videos'));
  assert.equal(names.filter(name => name.startsWith('an-inserted')).length, 1);
});

test('with autoSave on, a finished clip is in the workspace without being asked for, once', async () => {
  const folder = join(workspaceFolder(), 'by-itself');
  await withSetting('reelwright.output.folder', 'by-itself', async () => {
    await withSetting('reelwright.output.autoSave', 'always', async () => {
      const job = await make(tiny('Saved by itself'));
      // Looked for in the folder: a watcher of the editor may miss the first file of a new one.
      const names = async () => (await readdir(folder).catch(() => [])).filter(name => name.endsWith('.mp4'));
      while ((await names()).length === 0) await pause(100);
      const [name = ''] = await names();
      assert.ok((await readFile(join(folder, name))).equals(await bytesOf(job)));
      assert.equal((await readdir(folder)).length, 1);
    });
  });
});
