// The palette's options: what they say, what typing means, and what is kept when the service changes.

import { describe, expect, it } from 'vitest';
import { sandbox } from '../../../src/core/services/sandbox/service';
import { usvideo } from '../../../src/core/services/usvideo';
import { keptOptions, optionsFor, readTyped, valueText } from '../../../src/editor/commands/generate/optionText';

const options = usvideo.dialectFor(undefined).options();
const spec = (name: string) => {
  const found = options.find(option => option.name === name);
  if (!found) throw new Error(`no option ${name}`);
  return found;
};

describe('a value', () => {
  it("shows the service's default until something is chosen", () => {
    expect(valueText(spec('resolution'), undefined)).toBe('720p');
    expect(valueText(spec('duration'), 8)).toBe('8 s');
    expect(valueText(spec('seed'), undefined)).toBe('not set');
  });
});

describe('typing', () => {
  it.each([
    ['duration', ' 8 ', { value: 8 }],
    ['duration', '', { value: undefined }],
    ['seed', '42', { value: 42 }],
    ['negativePrompt', ' text ', { value: 'text' }],
  ])('%s %j is read', (name, typed, read) => {
    expect(readTyped(spec(name), typed)).toEqual(read);
  });

  it.each([
    ['duration', '99'],
    ['duration', '4.5'],
    ['seed', 'seven'],
  ])('%s %j is refused with a sentence', (name, typed) => {
    expect(readTyped(spec(name), typed)).toEqual({ problem: expect.stringMatching(/\.$/) as string });
  });
});

describe('what is refused', () => {
  it('is refused in the sentence that the form shows', () => {
    const duration = sandbox
      .dialectFor(undefined)
      .options()
      .find(({ name }) => name === 'duration');
    expect(duration && readTyped(duration, '99')).toEqual({
      problem: '“Duration” must be a whole number from 1 to 15.',
    });
  });
});

describe('another service', () => {
  it('keeps what it understands and drops the rest', () => {
    const chosen = { resolution: '1080p', duration: 2, negativePrompt: 'text', aspectRatio: '4:3' };
    expect(keptOptions(chosen, options)).toEqual({ resolution: '1080p', negativePrompt: 'text', aspectRatio: '4:3' });
    expect(keptOptions(chosen, sandbox.dialectFor(undefined).options())).toEqual({
      resolution: '1080p',
      duration: 2,
      aspectRatio: '4:3',
    });
  });
});

describe('options of one kind of request', () => {
  it('are left out of the other', () => {
    const only = { kind: 'text', name: 'style', label: 'Style', only: 'text' } as const;
    expect(optionsFor([only], true)).toEqual([]);
    expect(optionsFor([only], false)).toEqual([only]);
  });
});
