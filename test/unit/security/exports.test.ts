// Other extensions and a workspace that nobody trusts: what they may have made, read and written, and that it is noted.

import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { GenerateRequest } from '../../../src/api';
import { RequestError } from '../../../src/core/engine';
import type { OptionSpec } from '../../../src/core/request';
import type { App } from '../../../src/editor/app';
import { fakeVscode, resetWorld, Uri, world } from './fake-editor';
import { jobs, ledger, type Ledger } from './fake-engine';

vi.mock('vscode', () => fakeVscode);
const { createExports } = await import('../../../src/editor/exports');

let books: Ledger;
let saved: string[];
const logged: string[] = [];

function exports() {
  const app = {
    engine: async () => books.engine,
    log: { info: (line: string) => logged.push(line) },
    output: { save: async (_job: unknown, target?: Uri) => (saved.push(String(target)), target) },
  } as unknown as App;
  return createExports(app).api;
}

beforeEach(() => {
  resetWorld();
  books = ledger();
  saved = [];
  logged.length = 0;
  world.folders = [{ uri: Uri.file('/ws'), name: 'ws', index: 0 }];
  vi.spyOn(fakeVscode.workspace.fs, 'stat').mockImplementation((async () => ({ size: 3 })) as never);
  vi.spyOn(fakeVscode.workspace.fs, 'readFile').mockImplementation((async (uri: Uri) => {
    world.read.push(uri.toString());
    return new Uint8Array(3);
  }) as never);
});

const request = (image?: unknown) =>
  ({ service: 'usvideo', prompt: 'A kite', ...(image === undefined ? {} : { image }) }) as GenerateRequest;
const video = jobs[3]?.id ?? '';
const failed = jobs[4]?.id ?? '';

test('one extension cannot change what the others get', () => {
  const mine: Record<string, unknown> = exports() as never;
  expect(() => (mine['generate'] = () => [])).toThrow(TypeError);
  expect(() => (mine['more'] = 1)).toThrow(TypeError);
});

test('one extension gets what is documented, and nothing with which it could silence Reelwright for the others', () => {
  const asked = ['apiVersion', 'cancel', 'estimate', 'generate', 'job', 'jobs', 'onDidChangeJob', 'retry', 'save'];
  expect(Object.keys(exports()).toSorted()).toEqual([...asked, 'services', 'settled']);
});

test('an option says all that limits it: a refusal names no limit that the services did not', async () => {
  const options = (await exports().services()).flatMap(service => service.options);
  const named = (name: string) => options.filter(option => option.name === name);
  expect(named('duration').map(({ kind, integer }) => [kind, integer])).not.toContainEqual(['number', undefined]);
  expect(named('seed')).toContainEqual(expect.objectContaining({ kind: 'number', integer: true }));
  expect(named('motionIntensity')).toContainEqual(expect.objectContaining({ kind: 'number', integer: false }));
  const spec: OptionSpec = { name: 'negativePrompt', kind: 'text', label: 'Negative prompt', maxLength: 400 };
  const state = await books.engine.serviceState('usvideo');
  books.engine.serviceState = async () => ({ ...state, options: [spec] });
  expect((await exports().services())[0]?.options).toEqual([spec]);
});

test('what is refused names its field as the request does: the picture is its image', async () => {
  const unreadable = { code: 'picture-unreadable', message: 'Not a picture.' };
  const { message } = unreadable;
  books.engine.stagePicture = async () => {
    throw new RequestError('picture-unreadable', message, [{ field: 'picture', message }]);
  };
  const named = { ...unreadable, fields: [{ field: 'image', message }] };
  await expect(exports().generate(request(new Uint8Array(3)))).rejects.toMatchObject(named);
  const fields = [{ field: 'image' }];
  await expect(exports().generate(request('/a.png'))).rejects.toMatchObject({ fields });
  await expect(exports().estimate(request('/a.png'))).rejects.toMatchObject({ fields });
});

describe('in a workspace that is not trusted', () => {
  beforeEach(() => {
    world.trusted = false;
  });

  test('no picture of it is read or sent for another extension', async () => {
    const refused = exports().generate(request(Uri.file('/ws/private/plan.png')));
    await expect(refused).rejects.toMatchObject({
      code: 'picture-unreadable',
      message: expect.stringContaining('not trusted') as string,
    });
    expect([world.read, books.pictures, books.spent]).toEqual([[], [], []]);
  });

  test.each([undefined, Uri.file('/ws/a.mp4'), Uri.file('/ws/.vscode/tasks.json')])(
    'nothing is saved into it for another extension: %s',
    async target => {
      await expect(exports().save(video, target as never)).rejects.toMatchObject({ code: 'not-possible' });
      expect(saved).toEqual([]);
    },
  );

  test('what has nothing to do with it goes on', async () => {
    await exports().generate(request());
    await exports().generate(request(new Uint8Array(3)));
    await exports().generate(request(Uri.file('/home/me/dawn.png')));
    await exports().save(video, Uri.file('/home/me/a.mp4') as never);
    expect([books.spent.length, world.read, saved]).toEqual([
      3,
      ['file:///home/me/dawn.png'],
      ['file:///home/me/a.mp4'],
    ]);
  });
});

test('in a trusted workspace its pictures are read and its folder is saved into', async () => {
  await exports().generate(request(Uri.file('/ws/dawn.png')));
  await exports().save(video);
  expect([world.read, saved]).toEqual([['file:///ws/dawn.png'], ['undefined']]);
});

describe('what another extension has made', () => {
  test('is noted in the log, with the service, the number and nothing of the prompt', async () => {
    await exports().generate({ ...request(), prompt: 'a secret plan', takes: 3 });
    await exports().retry(failed);
    expect(logged).toEqual(['another extension queued 3 × usvideo', `another extension retried ${failed}`]);
    expect(books.spent).toEqual(['generate 3 × usvideo for export', `retry ${failed} for export`]);
  });

  test('is what it asked for, however its object changes while it waits', async () => {
    const asked = { service: 'sandbox', prompt: 'A kite', options: { seed: 1 }, takes: 1 };
    const going = exports().generate(asked as GenerateRequest);
    Object.assign(asked, { service: 'usvideo', takes: 8 });
    await going;
    expect(books.spent).toEqual(['generate 1 × sandbox for export']);
  });

  test.each<readonly [string, unknown]>([
    ['nothing', undefined],
    ['a list', []],
    ['takes in words', { ...request(), takes: '8' }],
    ['a service that is an object', { ...request(), service: { toString: () => 'usvideo' } }],
    ['a prompt of a megabyte', { ...request(), prompt: 'x'.repeat(1_000_000) }],
    ['options with an object in them', { ...request(), options: { seed: {} } }],
    ['an image that is a path', { ...request(), image: '/etc/passwd' }],
    ['an image that pretends to be bytes', { ...request(), image: { byteLength: 3, slice: () => 0 } }],
  ])('is nothing where it asked with %s', async (_, asked) => {
    await expect(exports().generate(asked as GenerateRequest)).rejects.toMatchObject({
      name: 'RequestError',
      code: 'invalid-request',
    });
    expect(books.spent).toEqual([]);
  });

  test('keeps its options out of every prototype', async () => {
    const options = JSON.parse('{"__proto__":{"polluted":1},"seed":1}') as object;
    await exports()
      .generate({ ...request(), options: options as never })
      .catch(() => undefined);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
