// Where a key comes from and where it may go: the environment for the documented origin and this machine, and no place that a repository names.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { startUsvideoReference } from '../services/usvideo-reference';
import { assertFetchIsUntouched } from './activation.test';
import { test } from './harness/suite';
import { api, atOnce, bytesOf, fileUri, refusalOf, usvideoVariable, withSetting, withUsvideo } from './reelwright';

async function usvideo() {
  return (await (await api()).services()).find(({ id }) => id === 'usvideo');
}

test('a key in the environment is used, shown as such, and gone with its variable', async () => {
  await withUsvideo(async () => {
    assert.deepEqual([(await usvideo())?.hasKey, (await usvideo())?.keyFrom], [true, 'environment']);
    delete process.env[usvideoVariable];
    assert.deepEqual([(await usvideo())?.hasKey, (await usvideo())?.keyFrom], [false, undefined]);
  });
});

test('a key in the environment is not handed to another origin', async () => {
  process.env[usvideoVariable] = 'sd_host_key_51';
  try {
    assert.equal((await usvideo())?.keyFrom, 'environment');
    await withSetting('reelwright.services.usvideo.baseUrl', 'https://elsewhere.invalid/v1', async () => {
      assert.equal((await usvideo())?.hasKey, false);
      const error = await refusalOf((await api()).generate({ service: 'usvideo', prompt: 'A calm sea' }));
      assert.equal(error.code, 'key-missing');
    });
  } finally {
    delete process.env[usvideoVariable];
  }
});

test('a paid job with a picture goes out once, as documented, and comes back to the byte', async () => {
  await withUsvideo(async service => {
    const reelwright = await api();
    const options = { resolution: '480p', duration: 4, seed: 5 };
    const image = fileUri('pictures', 'shoe.png');
    const [job] = await reelwright.generate({ service: 'usvideo', prompt: 'The shoe turns', options, image });
    assert.ok(job);
    assert.deepEqual([job.estimate?.amount, job.estimate?.text], [0.4, 'about $0.40']);
    const ended = await reelwright.settled(job.id);
    assert.deepEqual([ended.state, ended.error], ['completed', undefined]);
    assert.equal(service.posts, 1);
    assert.equal(service.paidJobs.length, 1);
    assert.deepEqual(ended.cost, { amount: 0.4, unit: 'USD' });
    const clip = await readFile(new URL('../services/fixtures/clip-silent.mp4', import.meta.url));
    assert.ok((await bytesOf(ended)).equals(clip));
    const sent = service.requests.find(({ endpoint }) => endpoint === 'submit');
    assert.equal(sent?.headers['authorization'], 'Bearer sd_host_key_51');
    const { image: picture, ...body } = JSON.parse(sent?.body.toString() ?? '{}') as Record<string, unknown>;
    assert.deepEqual(body, { prompt: 'The shoe turns', resolution: '480p', duration: 4, seed: 5 });
    assert.equal(Buffer.from(String(picture), 'base64').subarray(0, 3).toString('hex'), 'ffd8ff');
    for (const { headers } of service.media.requests) assert.equal(headers['authorization'], undefined);
  });
}, 60);

test('a workspace cannot lead a request, or a key, to another address', async () => {
  await withUsvideo(async service => {
    const thief = await startUsvideoReference({ key: 'sd_host_key_51' });
    const path = fileUri('.vscode', 'settings.json');
    const settings = { 'reelwright.services.usvideo.baseUrl': thief.baseUrl };
    await vscode.workspace.fs.writeFile(path, Buffer.from(JSON.stringify(settings)));
    try {
      const [job] = await (await api()).generate({ service: 'usvideo', prompt: 'Not to the thief' });
      await (await api()).settled(job?.id ?? '');
      assert.equal(service.posts, 1);
      assert.deepEqual(thief.requests, []);
      const write = vscode.workspace
        .getConfiguration()
        .update('reelwright.services.usvideo.baseUrl', thief.baseUrl, vscode.ConfigurationTarget.Workspace);
      await assert.rejects(Promise.resolve(write));
    } finally {
      await vscode.workspace.fs.delete(fileUri('.vscode'), { recursive: true });
      await thief.close();
    }
  });
}, 60);

test('a service that is not there keeps the job, and sends nothing twice when it comes back', async () => {
  const gone = await startUsvideoReference({ key: 'sd_host_key_51' });
  const port = Number(new URL(gone.baseUrl).port);
  await gone.close();
  process.env[usvideoVariable] = 'sd_host_key_51';
  try {
    await withSetting('reelwright.services.usvideo.baseUrl', gone.baseUrl, async () => {
      const reelwright = await api();
      const clip = await readFile(new URL('../services/fixtures/clip-silent.mp4', import.meta.url));
      const [job] = await reelwright.generate({ service: 'usvideo', prompt: 'Nobody is there' });
      assert.ok(job);
      const back = await startUsvideoReference({ key: 'sd_host_key_51', port, clip, pace: atOnce });
      const ended = await reelwright.settled(job.id);
      assert.equal(ended.state, 'completed');
      assert.equal(back.paidJobs.length, 1);
      await back.close();
    });
  } finally {
    delete process.env[usvideoVariable];
  }
}, 60);

test('the network’s own code, now loaded, leaves the extension host’s fetch as it was', () => {
  assertFetchIsUntouched();
});
