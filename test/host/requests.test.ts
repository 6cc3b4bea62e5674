// What can be asked through the exports, and what is refused: with a code, a sentence, and the field that it concerns.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import * as vscode from 'vscode';
import type { GenerateRequest } from '../../src/api';
import { test } from './harness/suite';
import { api, fileUri, refusalOf, tiny, withUsvideo } from './reelwright';

test('the exports are exactly those that are documented', async () => {
  const names = Object.keys(await api());
  const documented = ['apiVersion', 'cancel', 'estimate', 'generate', 'job', 'jobs', 'onDidChangeJob', 'retry'];
  assert.deepEqual(names.toSorted(), [...documented, 'save', 'services', 'settled']);
});

test('the services say what they can be asked', async () => {
  const services = await (await api()).services();
  assert.equal(services[0]?.id, 'sandbox');
  const sandbox = services.find(({ id }) => id === 'sandbox');
  assert.deepEqual(
    { ...sandbox, options: sandbox?.options.map(({ name, kind }) => [name, kind]) },
    {
      id: 'sandbox',
      name: sandbox?.name,
      promptMaxLength: sandbox?.promptMaxLength,
      hasKey: true,
      options: [
        ['resolution', 'choice'],
        ['aspectRatio', 'choice'],
        ['duration', 'number'],
        ['seed', 'number'],
      ],
    },
  );
  const duration = sandbox?.options.find(({ name }) => name === 'duration');
  assert.deepEqual([duration?.min, duration?.max, duration?.default], [1, 15, 5]);
  const resolution = sandbox?.options.find(({ name }) => name === 'resolution');
  assert.deepEqual(resolution?.choices, ['480p', '720p', '1080p']);
  const usvideo = services.find(({ id }) => id === 'usvideo');
  assert.deepEqual([usvideo?.hasKey, usvideo?.keyFrom], [false, undefined]);
});

test('an estimate is for all takes, and needs no key', async () => {
  const reelwright = await api();
  const free = await reelwright.estimate(tiny('An estimate', { takes: 3 }));
  assert.deepEqual([free.unit, free.exact], ['free', true]);
  const request = { service: 'usvideo', prompt: 'An estimate', options: { resolution: '720p', duration: 5 } };
  const one = await reelwright.estimate(request);
  assert.deepEqual(one, { amount: 1.25, unit: 'USD', usd: 1.25, exact: false, text: 'about $1.25' });
  const three = await reelwright.estimate({ ...request, takes: 3 });
  assert.deepEqual([three.amount, three.usd, three.text], [3.75, 3.75, 'about $3.75']);
});

/** Each refusal: what is asked, the code, and the fields that are named. */
const refused: readonly [string, Partial<GenerateRequest>, string, readonly string[]][] = [
  ['an empty prompt', { prompt: '  ' }, 'invalid-request', ['prompt']],
  ['an over-long prompt', { prompt: 'x'.repeat(100_000) }, 'invalid-request', ['prompt']],
  ['an unknown option', { options: { wobble: 3 } }, 'invalid-request', ['wobble']],
  [
    'an impossible option',
    { options: { resolution: '8k', duration: 99 } },
    'invalid-request',
    ['resolution', 'duration'],
  ],
  ['no takes', { takes: 0 }, 'invalid-request', ['takes']],
  ['nine takes', { takes: 9 }, 'invalid-request', ['takes']],
  ['half a take', { takes: 1.5 }, 'invalid-request', ['takes']],
  ['an unknown service', { service: 'nobody' }, 'unknown-service', ['service']],
];

for (const [name, change, code, fields] of refused) {
  test(`${name} is refused with its field, and nothing is queued`, async () => {
    const reelwright = await api();
    const before = (await reelwright.jobs()).length;
    const error = await refusalOf(reelwright.generate(tiny('A request', change)));
    assert.equal(error.code, code);
    assert.deepEqual(error.fields?.map(({ field }) => field).toSorted(), fields.toSorted());
    for (const { message } of error.fields ?? []) assert.match(message, /^[“\p{Lu}].+\.$/u);
    assert.match(error.message, /\.$/);
    assert.equal((await reelwright.jobs()).length, before);
  });
}

test('an estimate of an unknown service is refused in the same way', async () => {
  const error = await refusalOf((await api()).estimate(tiny('A request', { service: 'nobody' })));
  assert.equal(error.code, 'unknown-service');
});

/** A PNG that claims a size and holds not one pixel. */
function hugePng(width: number, height: number): Buffer {
  const head = Buffer.alloc(33);
  head.write('\x89PNG\r\n\x1a\n', 0, 'latin1');
  head.writeUInt32BE(13, 8);
  head.write('IHDR', 12, 'latin1');
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  head.set([8, 2, 0, 0, 0], 24);
  head.writeUInt32BE(crc32(head.subarray(12, 29)), 29);
  return Buffer.concat([head, Buffer.from('0000000049454e44ae426082', 'hex')]);
}

/** What is no picture that can be sent, and what its sentence must say. */
const pictures: readonly [string, () => Promise<Uint8Array>, RegExp][] = [
  ['a text named .png', async () => Buffer.from('These are only words.\n'), /not a picture/],
  [
    'half a picture',
    async () => {
      const whole = await readFile(fileUri('pictures', 'shoe.png').fsPath);
      return whole.subarray(0, whole.length / 2);
    },
    /cut off or damaged/,
  ],
  ['a picture of 400 megapixels', async () => hugePng(20_000, 20_000), /20000 × 20000|20,000 × 20,000/],
  ['an empty file', async () => new Uint8Array(), /empty/],
];

for (const [name, bytes, sentence] of pictures) {
  test(`${name} is refused by name, as a file and as bytes`, async () => {
    const reelwright = await api();
    const uri = fileUri('not-a-picture.png');
    await vscode.workspace.fs.writeFile(uri, await bytes());
    const byName = await refusalOf(reelwright.generate(tiny('A picture', { image: uri })));
    assert.equal(byName.code, 'picture-unreadable');
    assert.match(byName.message, sentence);
    assert.match(byName.message, /not-a-picture\.png/);
    assert.deepEqual(
      byName.fields?.map(({ field }) => field),
      ['image'],
    );
    const asBytes = await refusalOf(reelwright.generate(tiny('A picture', { image: await bytes() })));
    assert.equal(asBytes.code, 'picture-unreadable');
    await vscode.workspace.fs.delete(uri);
  });
}

test('a picture that is not there is refused by name', async () => {
  const error = await refusalOf((await api()).generate(tiny('A picture', { image: fileUri('pictures', 'gone.png') })));
  assert.equal(error.code, 'picture-unreadable');
  assert.match(error.message, /gone\.png/);
});

test('without a key a paid service is refused before anything is sent', async () => {
  await withUsvideo(
    async service => {
      const reelwright = await api();
      const error = await refusalOf(reelwright.generate({ service: 'usvideo', prompt: 'A calm sea' }));
      assert.equal(error.code, 'key-missing');
      assert.match(error.message, /Set API Key/);
      assert.deepEqual(service.requests, []);
    },
    { key: undefined },
  );
});

test('what is known of no job is said by its code', async () => {
  const reelwright = await api();
  assert.equal(await reelwright.job('no-such-job'), undefined);
  for (const ask of ['settled', 'cancel', 'retry', 'save'] as const) {
    assert.equal((await refusalOf(reelwright[ask]('no-such-job'))).code, 'unknown-job', ask);
  }
});
