// The ten decisions of the services page, and the pace, on the production pipeline.

import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RequestError } from '../../../../src/core/engine';
import { chooseRoute } from '../../../../src/core/public/routes';
import { verifySignature } from '../../../../src/core/public/signature';
import { seedanceTvDialect } from '../../../../src/core/services/seedance-tv';
import { usvideo } from '../../../../src/core/services/usvideo';
import { usvideoPlatform } from '../../../../src/core/services/usvideo-platform';
import { usvideoReference } from '../../../../src/core/services/usvideo-reference';
import { vibegenDialect } from '../../../../src/core/services/vibegen';
import { Bench, accepted, answer, says } from '../../pipeline/bench';
import { decides, proves, together } from './proves';
import { everyDialect } from './speaking';
import { setOut } from './way';

const speaking = (id: string) => everyDialect.find(speaks => speaks.id === id) ?? everyDialect[0]!;

describe('US Video API', () => {
  it('is one service, and 4 to 10 seconds suit both of its dialects', decides(1), () => {
    expect(usvideo.dialects.map(dialect => dialect.id)).toEqual([
      'usvideo',
      'usvideo-platform',
      'usvideo-platform-test',
    ]);
    for (const duration of [4, 10]) {
      for (const dialect of usvideo.dialects) {
        expect(dialect.options().find(option => option.name === 'duration')).toSatisfy(
          (option: { min: number; max: number }) => option.min <= duration && duration <= option.max,
        );
      }
    }
  });

  it('that does not offer to cancel is asked once, and the job goes on', decides(2), async () => {
    const bench = new Bench()
      .on('GET /videos/job_1', says.pending(), says.pending(), says.completed())
      .on('DELETE /videos/job_1', answer(404, { detail: 'Not found' }));
    const { engine, id } = await accepted(bench);
    await engine.cancel(id);
    const job = await bench.untilState(engine, id, 'completed');
    expect(job.cancelling).toBeUndefined();
    expect(bench.asked('DELETE /videos/job_1')).toBe(1);
  });

  it(
    'shows the table’s figure before, and the final cost after',
    together(decides(6), proves('usvideo', ['price', 'result'])),
    async () => {
      const submitted = answer(200, { id: 'job_1', status: 'pending', price: '$2.00' });
      const bench = new Bench().on('POST /videos', submitted).on('GET /videos/job_1', says.completed());
      const engine = await bench.open();
      const [job] = await engine.generate(bench.request({ options: { duration: 5, resolution: '1080p' } }), 'view');
      expect(job?.estimate?.text).toBe('about $2.50');
      const done = await bench.untilState(engine, job?.id ?? '', 'completed');
      expect(done.cost).toEqual({ amount: 1.2, unit: 'USD' });
    },
  );
});

describe('a list', () => {
  it.each([
    ['bare', (jobs: unknown): unknown => jobs],
    ['in jobs', (jobs: unknown) => ({ jobs })],
    ['in data', (jobs: unknown) => ({ data: jobs })],
    ['in items', (jobs: unknown) => ({ items: jobs })],
  ])('%s is read at every service that lists, with prompts or without', decides(3), (_name, wrap) => {
    const page = { limit: 20, offset: 0 };
    const body = wrap([
      { job_id: 'a', id: 'a', status: 'processing', prompt: 'A lake' },
      { job_id: 'b', id: 'b' },
    ]);
    for (const dialect of [usvideoReference, usvideoPlatform, seedanceTvDialect, vibegenDialect]) {
      expect(dialect.readList?.(answer(200, body), page), dialect.id).toMatchObject({
        kind: 'jobs',
        jobs: [{ remoteId: 'a', prompt: 'A lake' }, { remoteId: 'b' }],
      });
    }
  });
});

describe('a picture', () => {
  it('goes out as bare base64 where bytes are taken', decides(4), () => {
    const picture = { kind: 'base64', data: 'data:image/jpeg;base64,AAAA' } as const;
    const fields = [usvideoReference, usvideoPlatform, seedanceTvDialect].map(
      dialect => dialect.submit({ prompt: 'x', options: {} }, picture).json as Record<string, string>,
    );
    expect([fields[0]?.['image'], fields[1]?.['first_frame'], fields[2]?.['image_base64']]).toEqual([
      'AAAA',
      'AAAA',
      'AAAA',
    ]);
  });

  it.each(['vibegen', 'seedanceapi'])(
    'for %s is an address, or a data: URL once that was allowed',
    decides(5),
    async id => {
      const speaks = speaking(id);
      const sent = async (bench: Bench, own: boolean) => {
        bench.key = { key: speaks.key, from: 'secrets', fingerprint: 'aaaaaaaaaaaa' };
        bench.on(speaks.submit.picture, speaks.accepted()).on(speaks.status('job_1'), speaks.running());
        const engine = await bench.open();
        const picture = own
          ? { picture: await engine.stagePicture(new TextEncoder().encode('a picture'), 'a.png') }
          : { pictureRoute: { kind: 'address', url: 'https://pictures.example/a.jpg' } as const };
        const [job] = await engine.generate(
          bench.request({ service: speaks.service, options: {}, ...picture }),
          'view',
        );
        await bench.until(engine, job?.id ?? '', now => now.remoteId === 'job_1');
        const post = bench.requests.find(request => request.method === 'POST');
        return (JSON.parse(post?.body ?? '{}') as { image_urls: string[] }).image_urls;
      };
      expect(await sent(new Bench(), false)).toEqual(['https://pictures.example/a.jpg']);
      expect(await sent(new Bench({ allowsDataUrl: true }), true)).toEqual([
        expect.stringMatching(/^data:image\/jpeg;base64,/),
      ]);
      await expect(sent(new Bench(), true)).rejects.toThrow(RequestError);
    },
  );

  it('goes by an address first, then by the public address, then as a data: URL', decides(5), () => {
    const picture = { sha256: 'a', bytes: 1, width: 1, height: 1, name: 'a.png' };
    const facts = { publicAddress: 'https://tunnel.example', allowsDataUrl: true };
    const address = { kind: 'address', url: 'https://pictures.example/a.jpg' } as const;
    expect(chooseRoute(vibegenDialect, { picture, pictureRoute: address }, facts)).toEqual({ route: address });
    expect(chooseRoute(vibegenDialect, { picture }, facts)).toEqual({ route: { kind: 'public' } });
    expect(chooseRoute(vibegenDialect, { picture }, { allowsDataUrl: true })).toEqual({ route: { kind: 'data' } });
    expect(chooseRoute(vibegenDialect, { picture }, { allowsDataUrl: false }).problem?.field).toBe('picture');
  });
});

describe('a callback’s signature', () => {
  const body = Buffer.from('{"event":"job.completed"}');
  const digest = createHmac('sha256', 'secret').update(body).digest();
  it.each([
    ['X-Signature, as hex', 'x-signature', digest.toString('hex')],
    ['X-Signature, as base64', 'x-signature', digest.toString('base64')],
    ['X-Signature, after sha256=', 'x-signature', `sha256=${digest.toString('hex')}`],
    ['any header called a signature', 'x-seedance-signature', `sha256=${digest.toString('hex')}`],
  ])(
    'is found in %s',
    together(decides(7), proves('usvideo-platform', 'callback'), proves('seedance-tv', 'callback')),
    (_name, header, value) => {
      for (const dialect of [usvideoPlatform, seedanceTvDialect]) {
        expect(verifySignature(dialect.callback?.signature, 'secret', { [header]: value }, body)).toBe('verified');
        expect(verifySignature(dialect.callback?.signature, 'other', { [header]: value }, body)).toBe('forged');
      }
    },
  );

  it('that cannot be checked leaves a hint, and no more', decides(7), () => {
    expect(verifySignature(usvideoPlatform.callback?.signature, undefined, {}, body)).toBe('unverified');
    expect(verifySignature(vibegenDialect.callback?.signature, 'secret', {}, body)).toBe('unverified');
  });
});

describe('a state', () => {
  it('that no page lists runs on, and is shown as it came', decides(8), async () => {
    const bench = new Bench().on('GET /videos/job_1', answer(200, { id: 'job_1', status: 'dreaming' }));
    const { engine, id } = await accepted(bench);
    await bench.until(engine, id, job => job.remoteWord === 'dreaming');
    await bench.time.run(30 * 60_000);
    expect(engine.job(id)).toMatchObject({ state: 'running', remoteWord: 'dreaming' });
    engine.dispose();
  });

  it('that no page lists is done where there is a link', decides(8), async () => {
    const link = { id: 'job_1', status: 'archived', video_url: 'https://media.example/job_1.mp4' };
    const bench = new Bench().on('GET /videos/job_1', answer(200, link));
    const { engine, id } = await accepted(bench);
    await bench.untilState(engine, id, 'completed');
  });

  it('“cancelled” ends a job only after our own cancel', decides(8), async () => {
    const speaks = speaking('usvideo-platform');
    const { bench, engine, id } = await setOut(speaks, 'text', {
      'POST /videos': [speaks.accepted()],
      'GET /videos/job_1': [speaks.unknownWord('cancelled')],
    });
    await bench.until(engine, id, job => job.remoteWord === 'cancelled');
    expect(engine.job(id)?.state).toBe('running');
    await engine.cancel(id);
    await bench.untilState(engine, id, 'cancelled');
  });
});

describe('a job that is not there', () => {
  const missing = answer(404, { detail: 'Not found' });

  it('is gone under its own key, asked twice', decides(9), async () => {
    const bench = new Bench().on('GET /videos/job_1', missing);
    const { engine, id } = await accepted(bench);
    expect((await bench.untilState(engine, id, 'failed')).error?.code).toBe('gone');
    expect(bench.asked('GET /videos/job_1')).toBeGreaterThanOrEqual(2);
  });

  it('under another key asks the person', decides(9), async () => {
    const bench = new Bench().on('GET /videos/job_1', missing);
    const { engine, id } = await accepted(bench);
    bench.setKey({ key: 'sd_another', from: 'secrets', fingerprint: 'bbbbbbbbbbbb' });
    expect((await bench.until(engine, id, job => job.needs === 'account')).state).toBe('pending');
  });
});

describe('a cancel', () => {
  it('asks first, and deletes what is pending', together(decides(10), proves('usvideo', 'cancel')), async () => {
    const bench = new Bench()
      .on('GET /videos/job_1', says.pending())
      .on('DELETE /videos/job_1', answer(200, { id: 'job_1', status: 'cancelled' }));
    const { engine, id } = await accepted(bench);
    await engine.cancel(id);
    await bench.untilState(engine, id, 'cancelled');
    const methods = bench.requests.map(request => request.method);
    expect(methods.slice(methods.indexOf('DELETE') - 1)).toEqual(['GET', 'DELETE']);
  });

  it('never deletes what runs or is finished', decides(10), async () => {
    for (const state of [says.processing(), says.completed()]) {
      const bench = new Bench().on('GET /videos/job_1', state, says.completed());
      const { engine, id } = await accepted(bench);
      await engine.cancel(id).catch(() => undefined);
      await bench.untilState(engine, id, 'completed');
      expect(bench.asked('DELETE /videos/job_1')).toBe(0);
    }
  });

  it(
    'of the platform also stops what processes, and says that it is refunded',
    proves('usvideo-platform', ['cancel', 'charged when cancelled']),
    async () => {
      const speaks = speaking('usvideo-platform');
      const { bench, engine, id } = await setOut(speaks, 'text', {
        'POST /videos': [speaks.accepted()],
        'GET /videos/job_1': [speaks.running()],
        'DELETE /videos/job_1': [answer(200, { job_id: 'job_1', status: 'cancelled' })],
      });
      await bench.until(engine, id, job => job.state === 'running');
      await engine.cancel(id);
      const job = await bench.untilState(engine, id, 'cancelled');
      expect(job.error?.advice).toMatch(/refund/i);
    },
  );
});

describe('the pace', () => {
  it(
    'counts questions as well: two jobs at seedance.tv stay below 10 requests a minute',
    decides('pacing'),
    async () => {
      let count = 0;
      const speaks = speaking('seedance-tv');
      const { bench, engine, ids } = await setOut(
        speaks,
        'text',
        {
          [speaks.submit.text]: [() => speaks.accepted(`job_${(count += 1)}`)],
          [speaks.status('job_1')]: [speaks.running('job_1')],
          [speaks.status('job_2')]: [speaks.running('job_2')],
        },
        { takes: 2 },
      );
      for (const id of ids) await bench.until(engine, id, job => job.remoteId !== undefined);
      for (let minute = 0; minute < 3; minute += 1) {
        const before = bench.requests.length;
        await bench.time.run(60_000);
        expect(bench.requests.length - before).toBeLessThanOrEqual(10);
        expect(bench.requests.length - before).toBeGreaterThanOrEqual(6);
      }
      engine.dispose();
    },
  );
});
