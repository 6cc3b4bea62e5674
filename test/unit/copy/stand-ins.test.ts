// A copied request, run as it is, reaches a service as the very request that the product sent: every dialect, from text and from a picture.

import { afterEach, describe, expect, it } from 'vitest';
import type { WireRequest } from '../../../src/core/ports';
import type { GenerationRequest } from '../../../src/core/request';
import { asCurl } from '../../../src/core/services/copy/curl';
import { asPython } from '../../../src/core/services/copy/python';
import type { SentRequest } from '../../../src/core/services/copy/sent';
import { asTypeScript } from '../../../src/core/services/copy/typescript';
import { startSeedanceTv } from '../../services/seedance-tv';
import { startSeedanceapi } from '../../services/seedanceapi';
import type { StandIn, StandInOptions } from '../../services/stand-in';
import { startUsvideoPlatform } from '../../services/usvideo-platform';
import { startUsvideoReference } from '../../services/usvideo-reference';
import { startVibegen } from '../../services/vibegen';
import { Bench } from '../pipeline/bench';
import type { DialectId } from '../services/conformance/facts';
import { everyDialect } from '../services/conformance/speaking';
import type { Speaking } from '../services/conformance/speaking';
import { has, run } from './runs';

const standIns: Record<DialectId, (options: StandInOptions) => Promise<StandIn>> = {
  usvideo: startUsvideoReference,
  'usvideo-platform': startUsvideoPlatform,
  'seedance-tv': startSeedanceTv,
  vibegen: startVibegen,
  seedanceapi: startSeedanceapi,
};

/** Long enough to be read from a file. */
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(2000, 9)]);
const address = { kind: 'address', url: 'https://example.com/first.jpg' } as const;
const options: Record<DialectId, GenerationRequest['options']> = {
  usvideo: { resolution: '480p', duration: 6, aspectRatio: '1:1', negativePrompt: 'logos, "speech"', seed: 7 },
  'usvideo-platform': { resolution: '1080p', duration: 3 },
  'seedance-tv': { resolution: '720p', duration: 4 },
  vibegen: { resolution: '720p', duration: 10, aspectRatio: '21:9', audio: true },
  seedanceapi: { resolution: '480p', duration: 12, aspectRatio: '9:21', audio: false, fixedLens: true },
};

type Way = 'text' | 'picture' | 'an address';
const ways = everyDialect.flatMap(speaks =>
  (['text', 'picture', ...(speaks.pictureField === 'image_urls' ? ['an address'] : [])] as readonly Way[]).map(way => ({
    name: `${speaks.id}, ${way}`,
    speaks,
    way,
  })),
);

const programs = [
  ['bash', asCurl, has('bash', '-c', 'true') && has('curl', '--version') && has('base64', '--version')],
  ['node', asTypeScript, true],
  ['python', asPython, has('python3', '--version')],
] as const;

let standIn: StandIn | undefined;
afterEach(async () => {
  await standIn?.close();
});

/** Sends a job through the production engine; what went over the wire, and what is copied of it. */
async function sent(speaks: Speaking, way: Way): Promise<{ wire: WireRequest; copy: SentRequest }> {
  const bench = new Bench({ allowsDataUrl: true });
  bench.key = { key: speaks.key, from: 'secrets', fingerprint: 'aaaaaaaaaaaa' };
  const kind = way === 'text' ? 'text' : 'picture';
  bench.on(speaks.submit[kind], speaks.accepted()).on(speaks.status('job_1'), speaks.running());
  const engine = await bench.open();
  const picture = way === 'picture' ? { picture: await engine.stagePicture(jpeg, 'a.png') } : {};
  const route = way === 'an address' ? { pictureRoute: address } : {};
  const asked = { service: speaks.service, prompt: 'It’s “calm”', options: options[speaks.id], ...picture, ...route };
  const [job] = await engine.generate(asked, 'view');
  await bench.until(engine, job?.id ?? '', ({ remoteId }) => remoteId === 'job_1');
  const wire = bench.requests.find(({ method, url }) => method === 'POST' && url.startsWith(speaks.baseUrl));
  if (!job || !wire) throw new Error('nothing was sent');
  const copy = await engine.sentRequest(job.id);
  const { url, body, files } = await engine.sentRequest(asked);
  expect({ url, body, files }).toEqual({ url: copy.url, body: copy.body, files: copy.files });
  engine.dispose();
  return { wire, copy };
}

describe.each(ways)('a copied request of $name', ({ speaks, way }) => {
  it('reaches the service as it was sent: method, address, headers and body', async () => {
    const { wire, copy } = await sent(speaks, way);
    const limits = { perMinute: Infinity, concurrent: Infinity };
    const there = await standIns[speaks.id]({ key: speaks.key, limits });
    standIn = there;
    for (const [program, write, able] of programs) {
      if (!able) continue;
      const text = write(copy).replaceAll(speaks.baseUrl, there.baseUrl);
      expect(text).not.toContain(speaks.key);
      // A data: URL, which no page documents, is refused by a strict stand-in; what reached it counts all the same.
      await run(program, [text], copy.files, { [copy.keyVariable ?? '']: speaks.key }).catch(() => undefined);
      const arrived = there.requests.at(-1);
      expect(`${there.origin}${arrived?.path}`).toBe(wire.url.replace(speaks.baseUrl, there.baseUrl));
      expect(arrived?.method).toBe(wire.method);
      expect(arrived?.headers).toMatchObject(wire.headers);
      expect(JSON.parse(arrived?.body.toString() ?? '')).toEqual(JSON.parse(wire.body ?? ''));
      const documented = way !== 'picture' || speaks.pictureField !== 'image_urls';
      expect((arrived?.status ?? 0) < 300).toBe(documented);
    }
    const able = programs.filter(([, , can]) => can).length;
    expect(there.requests.filter(({ endpoint }) => endpoint === 'submit')).toHaveLength(able);
  });
});
