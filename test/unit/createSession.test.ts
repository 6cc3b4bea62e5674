// What the extension remembers of the Create form between two messages.
import { describe, expect, test } from 'vitest';
import type { OptionSpec } from '../../src/core/request';
import { FormSession } from '../../src/editor/views/create/session';

const seed: OptionSpec = { kind: 'number', name: 'seed', label: 'Seed', integer: true };
const sound: OptionSpec = { kind: 'flag', name: 'audio', label: 'Sound', default: false };
const draft = (options: Record<string, string | number | boolean>, service?: string) => ({
  prompt: 'p',
  options,
  takes: 1,
  ...(service !== undefined && { service }),
});

const form = (id: string, specs: readonly OptionSpec[], dialect = id) => ({ id, dialect, specs });

describe('the form session', () => {
  test('never goes back to an older edit', () => {
    const session = new FormSession('s');
    session.adopt({ seq: 2, draft: draft({ seed: 2 }) });
    session.adopt({ seq: 1, draft: draft({ seed: 1 }) });
    expect(session.draft.options).toEqual({ seed: 2 });
  });

  test('a new page begins to count anew', () => {
    const session = new FormSession('s');
    session.adopt({ seq: 9, draft: draft({}) });
    session.restart();
    session.adopt({ seq: 0, draft: draft({ seed: 5 }) });
    expect(session.draft.options).toEqual({ seed: 5 });
  });

  test('sends a change until the view says that it has it', () => {
    const session = new FormSession('s');
    session.ask({ prompt: 'new' }, true);
    const { fill } = session;
    expect(fill).toMatchObject({ prompt: 'new', focus: true });
    session.adopt({ seq: 1, draft: draft({}) });
    expect(session.fill).toBe(fill);
    session.adopt({ seq: 2, draft: draft({}), filled: fill?.id });
    expect(session.fill).toBeUndefined();
  });

  test('two changes in a row both arrive', () => {
    const session = new FormSession('s');
    session.ask({ prompt: 'new' }, true);
    const first = session.fill?.id;
    session.ask({ service: 'x' }, false);
    expect(session.fill).toMatchObject({ prompt: 'new', service: 'x', focus: true });
    expect(session.fill?.id).not.toBe(first);
  });

  test('a switch of service says what it drops, and a switch back brings it again', () => {
    const session = new FormSession('s');
    session.settleService(form('one', [seed, sound]));
    session.adopt({ seq: 1, draft: draft({ seed: 7, audio: true }, 'two') });
    session.settleService(form('two', [sound]));
    expect(session.dropped).toEqual(['Seed']);
    expect(session.draft.options).toEqual({ audio: true });
    expect(session.fill?.options).toEqual({ audio: true });
    session.adopt({ seq: 2, draft: draft({ audio: true }, 'one'), filled: session.fill?.id });
    session.settleService(form('one', [seed, sound]));
    expect(session.dropped).toEqual([]);
    expect(session.draft.options).toEqual({ seed: 7, audio: true });
  });

  test('what a switch dropped is no longer said once it is chosen anew', () => {
    const session = new FormSession('s');
    const tighter: OptionSpec = { kind: 'number', name: 'seed', label: 'Seed', integer: true, max: 5 };
    session.settleService(form('one', [seed, sound]));
    session.adopt({ seq: 1, draft: draft({ seed: 7, audio: true }, 'two') });
    session.settleService(form('two', [tighter]));
    expect(session.dropped).toEqual(['Seed', 'Sound']);
    session.adopt({ seq: 2, draft: draft({ seed: 7, audio: true }, 'two') });
    expect(session.dropped).toEqual(['Seed', 'Sound']);
    session.adopt({ seq: 3, draft: draft({}, 'two'), filled: session.fill?.id });
    expect(session.dropped).toEqual(['Seed', 'Sound']);
    session.adopt({ seq: 4, draft: draft({ seed: 3 }, 'two') });
    expect(session.dropped).toEqual(['Sound']);
  });

  test('a key that brings another form of the same service says what it drops', () => {
    const session = new FormSession('s');
    session.settleService(form('usvideo', [seed, sound], 'reference'));
    session.adopt({ seq: 1, draft: draft({ seed: 7 }, 'usvideo') });
    session.settleService(form('usvideo', [sound], 'platform'));
    expect(session.dropped).toEqual(['Seed']);
    session.settleService(form('usvideo', [sound], 'platform'));
    expect(session.dropped).toEqual(['Seed']);
  });

  test('an edit from before the view took a switch brings none of the options back, so none of them is priced', () => {
    const session = new FormSession('s');
    session.settleService(form('one', [seed, sound]));
    session.adopt({ seq: 1, draft: draft({ seed: 7, audio: true }, 'two') });
    session.settleService(form('two', [sound]));
    session.adopt({ seq: 2, draft: { ...draft({ seed: 7, audio: true }, 'two'), prompt: 'typed on' } });
    expect(session.draft).toMatchObject({ prompt: 'typed on', options: { audio: true } });
    session.adopt({ seq: 3, draft: draft({ seed: 7, audio: true }, 'one') });
    session.settleService(form('one', [seed, sound]));
    expect(session.draft.options).toEqual({ seed: 7, audio: true });
    expect(session.dropped).toEqual([]);
  });

  test('once the view has taken a switch, what is chosen there counts', () => {
    const session = new FormSession('s');
    session.settleService(form('one', [seed, sound]));
    session.adopt({ seq: 1, draft: draft({ seed: 7, audio: true }, 'two') });
    session.settleService(form('two', [sound]));
    session.adopt({ seq: 2, draft: draft({ audio: true }, 'two'), filled: session.fill?.id });
    session.adopt({ seq: 3, draft: draft({ audio: false }, 'two') });
    expect(session.draft.options).toEqual({ audio: false });
  });

  test('the first frame of settings used again comes with its address, also where that is all there is of it', () => {
    const session = new FormSession('s');
    const address = { url: 'https://example.com/a.jpg' };
    session.ask({ service: 'x', prompt: 'p', options: {}, noAddress: true, address }, true);
    expect(session.fill).toMatchObject({ noAddress: true, address });
    session.ask({ way: 'data' }, false);
    expect(session.fill).toMatchObject({ way: 'data', address });
    session.ask({ service: 'x', prompt: 'q', options: {}, noAddress: true }, true);
    expect(session.fill?.address ?? session.fill?.way).toBeUndefined();
  });

  test('the first service of a form drops nothing', () => {
    const session = new FormSession('s');
    session.adopt({ seq: 1, draft: draft({ seed: 7 }) });
    session.settleService(form('two', [sound]));
    expect(session.dropped).toEqual([]);
    expect(session.fill).toBeUndefined();
  });

  test('settings used again bring no options of an earlier service with them', () => {
    const session = new FormSession('s');
    session.settleService(form('one', [seed]));
    session.adopt({ seq: 1, draft: draft({ seed: 7 }, 'two') });
    session.settleService(form('two', [sound]));
    session.ask({ service: 'one', options: {} }, true);
    session.adopt({ seq: 2, draft: draft({}, 'one'), filled: session.fill?.id });
    session.settleService(form('one', [seed]));
    expect(session.draft.options).toEqual({});
  });
});
