// What host tests hold in their hand: the extension as another one sees it, its workspace, and a paid service on this machine.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { GenerateRequest, Job, ReelwrightApi, RequestError } from '../../src/api';
import type { StandIn } from '../services/stand-in';
import { startUsvideoReference } from '../services/usvideo-reference';

/** The environment variable that the usvideo service's key is taken from. */
export const usvideoVariable = 'REELWRIGHT_USVIDEO_API_KEY';

/** A service whose videos are ready at the first look. */
export const atOnce = { by: 'time', waiting: 0, rendering: 0 } as const;

/** The installed extension. */
export function reelwright(): vscode.Extension<ReelwrightApi> {
  const extension = vscode.extensions.getExtension<ReelwrightApi>('reelwright.reelwright');
  assert.ok(extension, 'The extension is not installed.');
  return extension;
}

/** What the extension exports. */
export async function api(): Promise<ReelwrightApi> {
  return reelwright().activate();
}

/** The folder that is open: a copy of the sample workspace. */
export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'No folder is open.');
  return folder.uri.fsPath;
}

/** A file of the open folder. */
export function fileUri(...path: string[]): vscode.Uri {
  return vscode.Uri.file(join(workspaceFolder(), ...path));
}

/** The smallest sandbox request; each prompt is a request of its own. */
export function tiny(prompt: string, more: Partial<GenerateRequest> = {}): GenerateRequest {
  return { service: 'sandbox', prompt, options: { resolution: '480p', duration: 1 }, ...more };
}

/** Queues a request for one take. */
export async function queueOne(request: GenerateRequest): Promise<Job> {
  const [job, ...others] = await (await api()).generate(request);
  assert.ok(job);
  assert.equal(others.length, 0);
  return job;
}

/** Queues a request for one take and waits for its end. */
export async function make(request: GenerateRequest): Promise<Job> {
  const job = await queueOne(request);
  return (await api()).settled(job.id);
}

/** The finished file's bytes. */
export async function bytesOf(job: Job): Promise<Buffer> {
  assert.ok(job.video, `The job ${job.id} has no video: ${job.state} ${job.error?.message ?? ''}`);
  return readFile(job.video.uri.fsPath);
}

/** What a promise rejects with, as the exports type it. */
export async function refusalOf(work: Promise<unknown>): Promise<RequestError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error, 'It was not refused.');
  assert.equal(error.name, 'RequestError', error.stack);
  return error as RequestError;
}

/** Changes a user setting, and takes it back when `work` is done. */
export async function withSetting<T>(name: string, value: unknown, work: () => Promise<T>): Promise<T> {
  const settings = () => vscode.workspace.getConfiguration();
  const before: unknown = settings().inspect(name)?.globalValue;
  await settings().update(name, value, vscode.ConfigurationTarget.Global);
  try {
    return await work();
  } finally {
    await settings().update(name, before, vscode.ConfigurationTarget.Global);
  }
}

/** Runs `work` against a US Video API on this machine, with its key in the environment unless `key` says otherwise. */
export async function withUsvideo<T>(
  work: (service: StandIn) => Promise<T>,
  { key }: { readonly key?: string | undefined } = { key: 'sd_host_key_51' },
): Promise<T> {
  const clip = readFileSync(new URL('../services/fixtures/clip-silent.mp4', import.meta.url));
  const service = await startUsvideoReference({ key: 'sd_host_key_51', clip, pace: atOnce });
  if (key !== undefined) process.env[usvideoVariable] = key;
  try {
    return await withSetting('reelwright.services.usvideo.baseUrl', service.baseUrl, () => work(service));
  } finally {
    delete process.env[usvideoVariable];
    await service.close();
  }
}
