// The Create form's rules that both sides share, and the way from its draft to requests.
import { describe, expect, test } from 'vitest';
import type { Estimate } from '../../src/core/job';
import type { OptionSpec } from '../../src/core/request';
import { chosenOptions, numberFrom, specsFor, splitOptions } from '../../src/protocol/createForm';
import { clipsOf, requestsOf, sumOf } from '../../src/editor/views/create/requests';
import { fileNameOf, isPictureName, nameList } from '../../src/editor/views/create/pictureNames';

const specs: readonly OptionSpec[] = [
  { kind: 'choice', name: 'resolution', label: 'Resolution', choices: [{ value: '720p', label: '720p' }] },
  { kind: 'number', name: 'duration', label: 'Duration', min: 4, max: 15, integer: true, default: 5 },
  { kind: 'text', name: 'style', label: 'Style', maxLength: 5, only: 'text' },
  { kind: 'number', name: 'motionIntensity', label: 'Motion', min: 0, max: 1, integer: false, only: 'picture' },
  { kind: 'flag', name: 'audio', label: 'Sound', default: false },
];
const picture = { sha256: 'a'.repeat(64), bytes: 1, width: 2, height: 2, name: 'a.png' };

describe('options of a request', () => {
  test('are those of its kind: with a first frame or without', () => {
    expect(specsFor(specs, false).map(spec => spec.name)).toEqual(['resolution', 'duration', 'style', 'audio']);
    expect(specsFor(specs, true).map(spec => spec.name)).toEqual([
      'resolution',
      'duration',
      'motionIntensity',
      'audio',
    ]);
  });

  test('are only what was chosen, and nothing that the service does not document', () => {
    const chosen = { duration: 8, style: '', fixedLens: true, motionIntensity: 0.5 };
    expect(chosenOptions(specs, chosen, false)).toEqual({ duration: 8 });
    expect(chosenOptions(specs, chosen, true)).toEqual({ duration: 8, motionIntensity: 0.5 });
  });

  test('a switch of service keeps what both understand', () => {
    const chosen = { resolution: '720p', duration: 2, style: 'too long', audio: true, seed: 1, motionIntensity: '' };
    expect(splitOptions(specs, chosen)).toEqual({
      kept: { resolution: '720p', audio: true },
      dropped: { duration: 2, style: 'too long', seed: 1 },
    });
    expect(splitOptions(specs, { resolution: '480p', duration: 4.5 })).toEqual({
      kept: {},
      dropped: { resolution: '480p', duration: 4.5 },
    });
  });

  test('numbers are read as they are written, and what is none stays for the validation to name', () => {
    expect(['7', ' 7 ', '0,5', '-1', '', 'abc', '1e999'].map(numberFrom)).toEqual([7, 7, 0.5, -1, '', 'abc', '1e999']);
  });
});

describe('requests of a draft', () => {
  const draft = { prompt: 'p', options: { duration: 8, style: 'ink' }, takes: 3 };

  test('are one from text alone, with its takes', () => {
    const requests = requestsOf(draft, 'x', specs, []);
    expect(requests).toEqual([{ service: 'x', prompt: 'p', options: { duration: 8, style: 'ink' }, takes: 3 }]);
    expect(clipsOf(requests)).toBe(3);
  });

  test('are one for each picture', () => {
    const requests = requestsOf(draft, 'x', specs, [picture, { ...picture, name: 'b.png' }]);
    expect(requests.map(request => request.picture?.name)).toEqual(['a.png', 'b.png']);
    expect(requests[0]?.options).toEqual({ duration: 8 });
    expect(clipsOf(requests)).toBe(6);
  });
});

describe('the sum of estimates', () => {
  const estimate = (amount: number | undefined, unit: Estimate['unit'], exact = false): Estimate => ({
    ...(amount !== undefined && { amount }),
    unit,
    exact,
    text: '',
  });

  test('adds money without losing a cent', () => {
    const ten = Array.from({ length: 10 }, () => estimate(0.1, 'USD', true));
    expect(sumOf(ten)).toEqual({ amount: 1, unit: 'USD', exact: true });
  });

  test('of credits is in dollars too, where each of them is', () => {
    const credits = { ...estimate(28, 'credits'), usd: 0.14 };
    expect(sumOf([credits, credits])).toEqual({ amount: 56, unit: 'credits', usd: 0.28, exact: false });
    expect(sumOf([credits, estimate(28, 'credits')])).toEqual({ amount: 56, unit: 'credits', exact: false });
  });

  test('is unknown where one is, and about where one is', () => {
    expect(sumOf([estimate(1, 'USD'), estimate(undefined, 'USD')])).toBeUndefined();
    expect(sumOf([estimate(1, 'USD'), estimate(1, 'credits')])).toBeUndefined();
    expect(sumOf([estimate(1, 'credits', true), estimate(1, 'credits')])).toEqual({
      amount: 2,
      unit: 'credits',
      exact: false,
    });
    expect(sumOf([estimate(undefined, 'free', true), estimate(undefined, 'free', true)])?.unit).toBe('free');
    expect(sumOf([])).toBeUndefined();
  });
});

describe('picture names', () => {
  test('are known in any letter case', () => {
    const names = ['/a/HERO.PNG', '/a/b.JpEg', '/x.webp', '/x.avif', '/x.gif', '/x.tif', '/x.TIFF', '/x.jpg'];
    expect(names.every(isPictureName)).toBe(true);
  });

  test('are nothing else', () => {
    expect(['/a.svg', '/png', '/a.png/b', '/a.png.txt', '/.hidden', ''].some(isPictureName)).toBe(false);
  });

  test('are shown short', () => {
    expect(fileNameOf('/a/b c.png')).toBe('b c.png');
    expect(nameList(['1', '2', '3', '4', '5', '6'])).toBe('1, 2, 3, 4, 5, …');
  });
});
