// The messages of the Create view: what makes sense passes, what does not is ignored.
import { describe, expect, test } from 'vitest';
import * as core from '../../src/core/request';
import { allServices } from '../../src/core/services/catalog';
import { maxTakes, optionSpec, toExtension, toView, viewState } from '../../src/protocol/create';
import { asBytes, readMessage } from '../../src/protocol/shared';

const draft = { prompt: 'p', options: { seed: 1, audio: true, style: 'ink' }, takes: 2 };
const generate = { type: 'generate', seq: 1, draft, token: 't', press: 'p' };

describe('messages to the extension', () => {
  test('a press needs its token, its draft and a sane number of takes', () => {
    expect(readMessage(toExtension, generate)).toEqual(generate);
    const broken = [
      { ...generate, token: undefined },
      { ...generate, draft: undefined },
      { ...generate, draft: { ...draft, takes: 9 } },
      { ...generate, draft: { ...draft, takes: 0 } },
      { ...generate, draft: { ...draft, takes: 1.5 } },
      { ...generate, draft: { ...draft, options: { seed: { nested: true } } } },
      { ...generate, draft: { ...draft, pictureWay: 'file' } },
      { ...generate, draft: { ...draft, pictureAddress: { url: 'x'.repeat(4001) } } },
      { ...generate, type: 'spend' },
    ];
    expect(broken.map(message => readMessage(toExtension, message))).toEqual(broken.map(() => undefined));
  });

  test('anything else is ignored and nothing throws', () => {
    for (const nonsense of [undefined, null, 7, '', [], {}, { type: 'ready' }, { type: 'dropFiles', files: [] }]) {
      expect(readMessage(toExtension, nonsense)).toBeUndefined();
    }
  });

  test('bytes cross as a typed array or as a plain buffer', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    for (const value of [bytes, bytes.buffer]) {
      const message = readMessage(toExtension, { type: 'dropFiles', files: [{ name: 'a.png', bytes: value }] });
      expect(message?.type === 'dropFiles' && [...asBytes(message.files[0]?.bytes ?? new Uint8Array())]).toEqual([
        1, 2, 3,
      ]);
    }
    expect(readMessage(toExtension, { type: 'dropFiles', files: [{ name: 'a', bytes: 'text' }] })).toBeUndefined();
  });

  test('a picture is named by its hash and by nothing else', () => {
    const picture = { sha256: '../../etc/passwd', bytes: 1, width: 1, height: 1, name: 'a' };
    expect(readMessage(toExtension, { type: 'ready', seq: 0, draft, pictures: [picture] })).toBeUndefined();
  });
});

describe('messages to the view', () => {
  test('take every option that a service documents, unchanged', () => {
    for (const service of allServices) {
      for (const dialect of service.dialects) {
        for (const spec of dialect.options()) expect(readMessage(optionSpec, spec)).toEqual(spec);
      }
    }
  });

  test('nonsense is ignored', () => {
    expect(readMessage(toView, { type: 'snapshot' })).toBeUndefined();
  });
});

test('the form allows as many takes as the core', () => {
  expect(maxTakes).toBe(core.maxTakes);
});

test('a state that an older version kept is left alone where it makes no sense', () => {
  expect(readMessage(viewState, { prompt: 'old shape' })).toBeUndefined();
});
