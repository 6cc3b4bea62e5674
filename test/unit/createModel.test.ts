// The Create form's own state: what the user typed wins, and a press is a press once.
import { describe, expect, test } from 'vitest';
import type { Snapshot, ToExtension, ViewState } from '../../src/protocol/create';
import { FormModel } from '../../webview-ui/create/model';

function snapshotWith(change: Partial<Snapshot> = {}): Snapshot {
  return {
    type: 'snapshot',
    answers: 0,
    services: [{ id: 'sandbox', name: 'Sandbox' }],
    service: { id: 'sandbox', name: 'Sandbox', key: 'none', literal: false, options: [] },
    well: { items: [] },
    price: 'about $1.25',
    clips: 1,
    problems: [],
    token: 'token 1',
    ...change,
  };
}

function makeModel(kept?: ViewState) {
  const posted: ToExtension[] = [];
  const states: ViewState[] = [];
  const timers: { at: number; callback: () => void; off: boolean }[] = [];
  let names = 0;
  const model = new FormModel(
    {
      post: message => posted.push(message),
      keep: state => states.push(state),
      changed: () => undefined,
      after: (at, callback) => {
        const timer = { at, callback, off: false };
        timers.push(timer);
        return () => (timer.off = true);
      },
      newId: () => `press ${++names}`,
    },
    kept,
  );
  const elapse = (): void => {
    for (const timer of timers.splice(0)) if (!timer.off) timer.callback();
  };
  return { model, posted, states, elapse };
}

const spent = (posted: readonly ToExtension[]) => posted.filter(message => message.type === 'generate');

describe('typing', () => {
  test('is passed on after a pause, once, and kept at every stroke', () => {
    const { model, posted, states, elapse } = makeModel();
    model.type('a');
    model.type('ab');
    expect(states.at(-1)?.draft.prompt).toBe('ab');
    expect(posted).toEqual([]);
    elapse();
    expect(posted).toMatchObject([{ type: 'edit', seq: 2, draft: { prompt: 'ab' } }]);
  });

  test('is not overwritten by an answer to something older', () => {
    const { model } = makeModel();
    model.type('newer');
    model.receive(snapshotWith());
    expect(model.draft.prompt).toBe('newer');
  });

  test('survives a reload', () => {
    const { model, states } = makeModel();
    model.type('kept');
    model.chooseTakes(4);
    const again = makeModel(states.at(-1));
    again.model.start();
    expect(again.posted).toMatchObject([{ type: 'ready', draft: { prompt: 'kept', takes: 4 } }]);
  });
});

describe('copying the request', () => {
  test('asks for what a press would send, with the newest text, and spends nothing', () => {
    const { model, posted, elapse } = makeModel();
    model.receive(snapshotWith());
    model.type('newest');
    model.copyRequest();
    elapse();
    expect(posted).toMatchObject([{ type: 'copyRequest', seq: 2, draft: { prompt: 'newest' } }]);
    expect(spent(posted)).toEqual([]);
  });

  test('says beside its field what is missing, and brings the cursor there', () => {
    const { model } = makeModel();
    model.receive(snapshotWith({ problems: [{ field: 'prompt', message: 'Write what the video should show.' }] }));
    expect(model.problems('prompt')).toEqual([]);
    model.copyRequest();
    expect(model.problems('prompt')).toEqual(['Write what the video should show.']);
    expect(model.focusWish).toEqual({ field: 'prompt', select: false });
  });

  test('waits for the form of the service that is chosen', () => {
    const { model, posted } = makeModel();
    model.receive(snapshotWith());
    model.chooseService('vibegen');
    model.copyRequest();
    expect(posted.map(({ type }) => type)).toEqual(['edit']);
  });
});

describe('settings used again', () => {
  test('bring the address of the first frame with them, in place of another one', () => {
    const { model } = makeModel();
    model.typeAddress('https://example.com/old.jpg');
    const address = { url: 'https://example.com/a.jpg' };
    model.receive(snapshotWith({ fill: { id: 'f1', prompt: 'p', noAddress: true, address, focus: true } }));
    expect(model.draft.pictureAddress).toEqual(address);
    model.receive(snapshotWith({ fill: { id: 'f2', prompt: 'p', noAddress: true, focus: true } }));
    expect(model.draft.pictureAddress).toBeUndefined();
  });
});

describe('a press', () => {
  test('carries the token of what was shown, and waits for its answer', () => {
    const { model, posted } = makeModel();
    model.receive(snapshotWith());
    model.press();
    model.press();
    expect(spent(posted)).toMatchObject([{ token: 'token 1', press: 'press 1' }]);
    expect(model.button).toBe('pressing');
  });

  test('does nothing before the first price is shown', () => {
    const { model, posted } = makeModel();
    model.press();
    expect(posted).toEqual([]);
  });

  test('after clips were queued the button rests longer than a double click', () => {
    const { model, posted, elapse } = makeModel();
    model.receive(snapshotWith());
    model.press();
    model.receive(snapshotWith({ token: 'token 2', outcome: { kind: 'queued', press: 'press 1', clips: 2 } }));
    expect(model.button).toBe('queued');
    expect(model.queueLine).toBe(2);
    model.press();
    expect(spent(posted)).toHaveLength(1);
    elapse();
    expect(model.button).toBe('ready');
  });

  test('how many clips were queued is said for a while, and only until the next change', () => {
    const { model, elapse } = makeModel();
    const queue = (press: string): void => {
      model.press();
      model.receive(snapshotWith({ outcome: { kind: 'queued', press, clips: 1 } }));
      expect(model.queueLine).toBe(1);
    };
    model.receive(snapshotWith());
    queue('press 1');
    elapse();
    expect(model.queueLine).toBeUndefined();
    queue('press 2');
    model.chooseTakes(2);
    expect(model.queueLine).toBeUndefined();
    elapse();
    queue('press 3');
    model.holdQueueLine();
    elapse();
    expect(model.queueLine).toBe(1);
  });

  test('with a picture that cannot be used puts the cursor to the well, unless the prompt comes first', () => {
    const well = { items: [{ state: 'failed', id: '1', name: 'a', message: 'No picture.' } as const] };
    const wish = (...fields: string[]) => {
      const { model } = makeModel();
      const problems = fields.map(field => ({ field, message: 'Wrong.' }));
      model.receive(snapshotWith({ well, problems }));
      model.press();
      model.receive(snapshotWith({ well, problems, outcome: { kind: 'notSent', press: 'press 1' } }));
      return model.focusWish?.field;
    };
    expect([wish(), wish('seed'), wish('prompt', 'seed')]).toEqual(['picture', 'picture', 'prompt']);
  });

  test('shows all problems and puts the cursor into the first field that has one', () => {
    const { model } = makeModel();
    const problems = [{ field: 'prompt', message: 'Empty.' }];
    model.receive(snapshotWith({ problems }));
    expect(model.problems('prompt')).toEqual([]);
    model.press();
    model.receive(snapshotWith({ problems, outcome: { kind: 'notSent', press: 'press 1' } }));
    expect(model.problems('prompt')).toEqual(['Empty.']);
    expect(model.focusWish).toEqual({ field: 'prompt', select: false });
  });

  test('problems of no field of this form are not lost', () => {
    const { model } = makeModel();
    model.receive(snapshotWith());
    model.press();
    model.receive(
      snapshotWith({
        problems: [{ field: 'fixedLens', message: 'Odd.' }],
        outcome: { kind: 'notSent', press: 'press 1' },
      }),
    );
    expect(model.otherProblems()).toEqual(['Odd.']);
  });

  test('without an answer it says so and lets go', () => {
    const { model, elapse } = makeModel();
    model.receive(snapshotWith());
    model.press();
    elapse();
    expect(model.unanswered).toBe(true);
    expect(model.button).toBe('ready');
  });

  test('without a key it asks for one and spends nothing', () => {
    const { model, posted } = makeModel();
    const { service } = snapshotWith();
    model.receive(snapshotWith({ service: { ...service, key: 'missing' } }));
    model.press();
    expect(posted).toEqual([{ type: 'setKey' }]);
  });

  test('waits for the price of the service that was chosen last', () => {
    const { model, posted } = makeModel();
    model.receive(snapshotWith());
    model.chooseService('other');
    expect(model.button).toBe('loading');
    model.press();
    expect(spent(posted)).toEqual([]);
    model.receive(snapshotWith({ answers: 1 }));
    expect(model.button).toBe('ready');
  });

  test('waits while a picture is prepared', () => {
    const { model, posted } = makeModel();
    model.receive(snapshotWith({ well: { items: [{ state: 'preparing', id: '1', name: 'a' }] } }));
    model.press();
    expect(model.button).toBe('preparing');
    expect(posted).toEqual([]);
  });
});

test('what could not be taken into the well is said until the well changes', () => {
  const { model } = makeModel();
  model.receive(snapshotWith());
  model.say('Left out.');
  model.receive(snapshotWith());
  expect(model.wellNote).toBe('Left out.');
  model.receive(snapshotWith({ well: { items: [{ state: 'preparing', id: '1', name: 'a' }] } }));
  expect(model.wellNote).toBeUndefined();
});

describe('the way of a first frame', () => {
  const service = { ...snapshotWith().service, ways: { dataAllowed: false } };
  const item = (letter: string) => {
    const picture = { sha256: letter.repeat(64), bytes: 1, width: 1, height: 1, name: letter };
    return { state: 'ready', id: letter, name: letter, picture } as const;
  };

  test('an address that is typed without a picture is a first frame by itself', () => {
    const { model, posted, elapse } = makeModel();
    const only = { kind: 'text', name: 'style', label: 'Style', only: 'text' } as const;
    model.receive(snapshotWith({ service: { ...service, options: [only] } }));
    expect(model.specs).toHaveLength(1);
    model.typeAddress('https://example.com/a.jpg');
    elapse();
    expect(model.way).toBe('address');
    expect(model.specs).toEqual([]);
    expect(posted).toMatchObject([{ draft: { pictureAddress: { url: 'https://example.com/a.jpg' } } }]);
  });

  test('an address of one picture is not there for the next one', () => {
    const { model } = makeModel();
    model.receive(snapshotWith({ service, well: { items: [item('a')] } }));
    expect(model.way).toBeUndefined();
    model.chooseWay('address');
    model.typeAddress('https://example.com/a.jpg');
    expect(model.address).toBe('https://example.com/a.jpg');
    model.receive(snapshotWith({ service, well: { items: [item('b')] } }));
    expect(model.way).toBe('address');
    expect(model.address).toBe('');
  });

  test('what is filled in with its own picture takes an address that stood alone with it', () => {
    const { model } = makeModel();
    model.receive(snapshotWith({ service }));
    model.typeAddress('https://example.com/a.jpg');
    model.receive(snapshotWith({ service, fill: { id: 'f', noAddress: true, focus: true } }));
    expect(model.address).toBe('');
    expect(model.way).toBeUndefined();
  });

  test('problems of an address wait until the field was left, and a press puts the cursor there', () => {
    const { model } = makeModel();
    const problems = [{ field: 'picture', message: 'Not https.' }];
    model.receive(snapshotWith({ service, problems }));
    expect(model.problems('picture')).toEqual([]);
    model.touch('picture');
    expect(model.problems('picture')).toEqual(['Not https.']);
    model.press();
    model.receive(snapshotWith({ service, problems, outcome: { kind: 'notSent', press: 'press 1' } }));
    expect(model.focusWish?.field).toBe('picture');
  });
});

describe('a change by the extension', () => {
  test('is applied once and acknowledged', () => {
    const { model, posted } = makeModel();
    const fill = { id: 'f1', prompt: 'filled', focus: true };
    model.receive(snapshotWith({ fill }));
    model.type('mine now');
    model.receive(snapshotWith({ fill }));
    expect(model.draft.prompt).toBe('mine now');
    expect(posted[0]).toMatchObject({ type: 'edit', filled: 'f1', draft: { prompt: 'filled' } });
  });

  test('a proposed prompt never replaces the user’s own', () => {
    const own = makeModel({ draft: { prompt: 'mine', options: {}, takes: 1 }, pictures: [], startersOpen: false });
    own.model.receive(snapshotWith({ fill: { id: 'f', promptIfEmpty: 'proposed', focus: true } }));
    expect(own.model.draft.prompt).toBe('mine');
    expect(own.model.focusWish).toEqual({ field: 'prompt', select: false });
    const empty = makeModel();
    empty.model.receive(snapshotWith({ fill: { id: 'f', promptIfEmpty: 'proposed', focus: true } }));
    expect(empty.model.draft.prompt).toBe('proposed');
    expect(empty.model.focusWish).toEqual({ field: 'prompt', select: true });
  });
});
