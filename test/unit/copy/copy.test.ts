// Copied requests: run as they are, they send exactly what the product sends, whatever is in the prompt.

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceRequest } from '../../../src/core/request';
import type { Dialect, PictureContent } from '../../../src/core/service';
import { allServices } from '../../../src/core/services/catalog';
import { asCurl, shellQuoted } from '../../../src/core/services/copy/curl';
import { asPython } from '../../../src/core/services/copy/python';
import { FileText, sentRequest } from '../../../src/core/services/copy/sent';
import type { SentRequest } from '../../../src/core/services/copy/sent';
import { asTypeScript } from '../../../src/core/services/copy/typescript';
import { usvideoReference } from '../../../src/core/services/usvideo-reference';
import { answer, Bench, says } from '../pipeline/bench';
import { has, listen, run } from './runs';
import type { Listener } from './runs';

const key = `sd_k3y'"$(id)\``;
const keyVariable = 'REELWRIGHT_USVIDEO_API_KEY';
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(3000, 7)]);
const picture: PictureContent = { kind: 'base64', data: jpeg.toString('base64') };

/** What shells, languages and editors stumble over. */
const nasty = [
  'A calm sea',
  `It's "quoted" \`whoami\` $(touch pwned) \${HOME} $HOME !! \\ \\n %s #{x}`,
  'END_OF_JSON',
  'first\nEND_OF_JSON\nJSON\nEOF\nrest',
  'tab\tand\r\nreturn',
  '\u0000\u0001\u001b[31m\u007f',
  'line\u2028separator\u2029s and \u202Ereversed\u202C',
  'emoji 👩‍👩‍👧 日本語 é',
  'a lone surrogate \ud800 here',
  '*/ // # """ \'\'\' {braces} {{x}} </script>',
  '${process.exit(1)} {os.environ}',
  '-n --data @/etc/hostname',
  '',
  ' ',
  "'",
  '\\',
  "'\\''",
  '%PATH% ^& | < > ;',
];

function requestFor(
  prompt: string,
  baseUrl: string,
  dialect: Dialect = usvideoReference,
  content?: PictureContent,
): SentRequest {
  const asked: ServiceRequest = { prompt, options: { duration: 5, negativePrompt: prompt, seed: 7 } };
  return sentRequest(dialect.submit(asked, content), { baseUrl, keyVariable });
}

let server: Listener;
beforeAll(async () => {
  server = await listen();
});
afterAll(() => server.close());

/** Runs the texts of all requests; what arrived must be what the codec wrote. */
async function proves(
  kind: 'bash' | 'node' | 'python',
  write: (request: SentRequest) => string,
  prompts: readonly string[],
  content?: PictureContent,
): Promise<void> {
  server.arrived.length = 0;
  const requests = prompts.map(prompt => requestFor(prompt, server.baseUrl, usvideoReference, content));
  await run(kind, requests.map(write), requests[0]?.files ?? [], { [keyVariable]: key });
  expect(server.arrived).toHaveLength(prompts.length);
  for (const [index, prompt] of prompts.entries()) {
    const sent = usvideoReference.submit(
      { prompt, options: { duration: 5, negativePrompt: prompt, seed: 7 } },
      content,
    );
    const { body, ...head } = server.arrived[index] ?? { body: 'null' };
    expect(head).toEqual({
      method: 'POST',
      path: '/v1/videos',
      authorization: `Bearer ${key}`,
      type: 'application/json',
    });
    expect(JSON.parse(body), JSON.stringify(prompt)).toEqual(JSON.parse(JSON.stringify(sent.json)));
  }
}

/** Any texts at all, the same ones at each run. */
const anyPrompts = fc.sample(fc.string({ unit: 'binary', maxLength: 60 }), { numRuns: 60, seed: 4 });
const shellPrompts = fc.sample(
  fc.string({ unit: fc.constantFrom(...'\'"\\$`!\n\r\t #&|;<>(){}[]*?~=%@aé\u2028'), maxLength: 20 }),
  { numRuns: 40, seed: 5 },
);

describe('as TypeScript', () => {
  it('sends what the product sends, whatever the prompt', async () => {
    await proves('node', asTypeScript, [...nasty, ...anyPrompts, ...shellPrompts]);
  });

  it('reads the first frame from its file', async () => {
    await proves('node', asTypeScript, ['A picture', ...nasty.slice(0, 4)], picture);
  });
});

const canCurl = has('bash', '-c', 'true') && has('curl', '--version') && has('base64', '--version');
const canPython = has('python3', '--version');
if (!canCurl) process.stderr.write('No bash with curl here: the cURL texts are read, not run.\n');
if (!canPython) process.stderr.write('No python3 here: the Python texts are read, not run.\n');

describe('as cURL', () => {
  it('sends what the product sends, whatever the prompt', async () => {
    const prompts = [...nasty, ...shellPrompts, ...anyPrompts.slice(0, 20)];
    if (canCurl) await proves('bash', asCurl, prompts);
    for (const prompt of prompts) {
      const text = asCurl(requestFor(prompt, 'https://usvideoapi.com/v1'));
      const [, body = ''] = /<<'END_OF_JSON'\n([^]*?)\nEND_OF_JSON\n$/.exec(text) ?? [];
      expect(JSON.parse(body)).toMatchObject({ prompt: JSON.parse(JSON.stringify(prompt)) as unknown });
      expect(text.split('\n').filter(line => line === 'END_OF_JSON')).toHaveLength(1);
    }
  });

  it('puts the file into the body', async () => {
    if (canCurl) await proves('bash', asCurl, ['A picture', ...nasty], picture);
    const text = asCurl(requestFor('A picture', 'https://usvideoapi.com/v1', usvideoReference, picture));
    expect(text).toContain("base64 < 'first-frame.jpg'");
    expect(text).not.toContain(jpeg.toString('base64').slice(0, 100));
  });

  it('ends at once where the key is not set, and sends nothing', async () => {
    if (canCurl) {
      server.arrived.length = 0;
      await expect(run('bash', [asCurl(requestFor('x', server.baseUrl))], [], {})).rejects.toThrow(keyVariable);
      expect(server.arrived).toEqual([]);
    }
    expect(asCurl(requestFor('x', server.baseUrl))).toContain(`\${${keyVariable}:?}`);
  });

  it('quotes any address as one word', () => {
    expect(shellQuoted("https://a'b/$(x)")).toBe(`'https://a'\\''b/$(x)'`);
  });
});

describe('as Python', () => {
  it('sends what the product sends, whatever the prompt', async () => {
    const prompts = [...nasty, ...anyPrompts, ...shellPrompts];
    if (canPython) await proves('python', asPython, prompts);
    for (const prompt of prompts) {
      const text = asPython(requestFor(prompt, 'https://usvideoapi.com/v1'));
      const [, written = ''] = /^ {6}"prompt": (".*"),$/m.exec(text) ?? [];
      expect(JSON.parse(written)).toBe(JSON.parse(JSON.stringify(prompt)));
    }
  });

  it('reads the first frame from its file', async () => {
    if (canPython) await proves('python', asPython, ['A picture'], picture);
    const text = asPython(requestFor('A picture', 'https://usvideoapi.com/v1', usvideoReference, picture));
    expect(text).toContain('Path("first-frame.jpg")');
  });
});

describe('every service', () => {
  const dialects = allServices.flatMap(service =>
    service.key ? service.dialects.map(dialect => ({ service, dialect })) : [],
  );

  it.each(dialects)('$dialect.id has its picture in a file and its key in its variable', ({ service, dialect }) => {
    const variable = service.key?.environmentVariable ?? '';
    const options = { resolution: '720p', duration: 5, aspectRatio: '16:9', audio: true } as const;
    for (const content of [undefined, picture]) {
      const written = dialect.submit({ prompt: 'A calm sea', options }, content);
      const request = sentRequest(written, { baseUrl: service.defaultBaseUrl, keyVariable: variable });
      expect(request.url).toBe(service.defaultBaseUrl + written.path);
      expect(request.files.map(({ bytes }) => Buffer.from(bytes))).toEqual(content ? [jpeg] : []);
      for (const write of [asCurl, asTypeScript, asPython]) {
        const text = write(request);
        expect(text).toContain(variable);
        expect(text.length).toBeLessThan(2500);
      }
    }
  });

  it('keeps short texts and long words where they are', () => {
    const long = 'A'.repeat(4000);
    const request = sentRequest(
      { method: 'POST', path: '/x', json: { prompt: long, list: [null, true, 1.5, {}] } },
      { baseUrl: 'https://a' },
    );
    expect(request.files).toEqual([]);
    expect(request.body).toEqual({ prompt: long, list: [null, true, 1.5, {}] });
    expect(Object.values(request.body ?? {}).some(value => value instanceof FileText)).toBe(false);
  });
});

describe('a job', () => {
  it('is copied with the seed and the options it was sent with, and without the key', async () => {
    const bench = new Bench();
    bench.on('POST /videos', says.accepted()).on('GET /videos/job_1', says.processing());
    const engine = await bench.open();
    const queued = engine.generate(bench.request(), 'view');
    await bench.time.run(5_000);
    const [job] = await queued;
    const request = await engine.sentRequest(job?.id ?? '');
    const sent = bench.requests.find(({ method }) => method === 'POST');
    expect(request.url).toBe(sent?.url);
    expect(request.body).toEqual(JSON.parse(sent?.body ?? ''));
    expect(request).toMatchObject({ keyVariable, files: [] });
    expect(JSON.stringify(request)).not.toContain(bench.key?.key);
  });

  it('that was sent again is copied with the seed of its last submission', async () => {
    const bench = new Bench();
    bench.on('POST /videos', answer(429, { detail: 'Too many' }, { 'retry-after': '1' }), says.accepted());
    const engine = await bench.open();
    const [job] = await engine.generate(bench.request(), 'view');
    await bench.until(engine, job?.id ?? '', ({ remoteId }) => remoteId === 'job_1');
    const bodies = bench.requests.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body ?? ''));
    expect(bodies[0]).not.toEqual(bodies[1]);
    expect((await engine.sentRequest(job?.id ?? '')).body).toEqual(bodies[1]);
  });

  it('of the sandbox has no request to copy', async () => {
    const bench = new Bench();
    const engine = await bench.open();
    const form = engine.sentRequest({ service: 'sandbox', prompt: 'x', options: {} });
    await expect(form).rejects.toMatchObject({ code: 'not-possible' });
  });

  it('that is still a form is copied as it would be sent', async () => {
    const bench = new Bench();
    const engine = await bench.open();
    const request = await engine.sentRequest(bench.request());
    expect(request.body).toEqual({ prompt: 'A calm sea', duration: 5 });
    expect(bench.requests).toEqual([]);
  });
});
