// Continuing what an earlier try left, against servers that do not play along.

import { expect, it } from 'vitest';
import type { DownloadEnd, DownloadRequest, DownloadSink, Net } from '../../../src/core/ports';
import { Bench, aVideo, answer, says } from './bench';

/** The first answer is cut; then this server has only other parts for whoever asks for the rest, and the whole file for who does not. */
class Stubborn extends Bench {
  readonly offsets: number[] = [];

  constructor(private readonly toTheRest: Exclude<DownloadEnd, { kind: 'whole' }>) {
    super();
  }

  protected override seams(ports: Parameters<Bench['seams']>[0]): Parameters<Bench['seams']>[0] {
    return { ...ports, net: { ...ports.net, download: (request, sink) => this.send(request, sink) } };
  }

  private async send({ offset }: DownloadRequest, sink: DownloadSink): Promise<DownloadEnd> {
    this.offsets.push(offset);
    if (offset > 0) return this.toTheRest;
    const bytes = new TextEncoder().encode(aVideo);
    const cut = this.offsets.length === 1;
    await sink.begin({ offset: 0, total: bytes.length, etag: '"one"' });
    await sink.write(cut ? bytes.slice(0, 5) : bytes);
    return cut ? { kind: 'failure', failure: 'closed', detail: 'cut' } : { kind: 'whole' };
  }
}

it.each([
  ['another file', { kind: 'failure', failure: 'malformed', detail: 'another part' } as const],
  ['nothing', { kind: 'refused', status: 416 } as const],
])('a server that has %s for the rest is asked for the whole file', async (_name, end) => {
  const bench = new Stubborn(end)
    .on('POST /videos', says.accepted())
    .on('GET /videos/job_1', says.processing(), says.completed());
  const engine = await bench.open();
  const [job] = await engine.generate(bench.request(), 'view');
  await bench.untilState(engine, job?.id ?? '', 'completed');
  expect(bench.offsets).toEqual([0, 5, 0]);
});

/** Sends a web page without an end, in small pieces, to whoever has the first link. */
class Chatty extends Bench {
  pieces = 0;

  protected override seams(ports: Parameters<Bench['seams']>[0]): Parameters<Bench['seams']>[0] {
    return {
      ...ports,
      net: { ...ports.net, download: (request, sink, signal) => this.send(ports.net, request, sink, signal) },
    };
  }

  private async send(net: Net, request: DownloadRequest, sink: DownloadSink, signal?: AbortSignal) {
    if (!request.url.endsWith('job_1.mp4')) return net.download(request, sink, signal);
    await sink.begin({ offset: 0 });
    for (; this.pieces < 10_000; this.pieces += 1) await sink.write(new TextEncoder().encode('<p>'));
    return { kind: 'whole' } as const;
  }
}

it('what begins like no video is given up at its first bytes, and a fresh link is asked for', async () => {
  const bench = new Chatty().on('POST /videos', says.accepted()).on('GET /videos/job_1', says.completed());
  const engine = await bench.open();
  const [job] = await engine.generate(bench.request(), 'view');
  await bench.until(engine, job?.id ?? '', ({ needs }) => needs === 'link');
  expect(bench.pieces).toBeLessThan(10);
  expect(engine.jobs()[0]?.error?.message).toBe(
    'What the service sent is not a whole MP4 file: The file is not an MP4 video.',
  );
  bench.on(
    'GET /videos/job_1',
    answer(200, { ...JSON.parse(says.completed().text), video_url: 'https://media.example/2.mp4' }),
  );
  await bench.untilState(engine, job?.id ?? '', 'completed');
  expect([...bench.disk.contents()].filter(([path]) => path.endsWith('.part'))).toEqual([]);
});

/** Sends a video in two pieces, the second one a minute later, whatever the receiver wishes meanwhile; notes how many are under way. */
class Slow extends Bench {
  running = 0;
  most = 0;

  protected override seams(ports: Parameters<Bench['seams']>[0]): Parameters<Bench['seams']>[0] {
    return { ...ports, net: { ...ports.net, download: (_request, sink) => this.send(sink) } };
  }

  private async send(sink: DownloadSink) {
    this.running += 1;
    this.most = Math.max(this.most, this.running);
    const bytes = new TextEncoder().encode(aVideo);
    await sink.begin({ offset: 0, total: bytes.length });
    await sink.write(bytes.slice(0, 5));
    await new Promise<void>(resolve => this.time.after(60_000, resolve));
    await sink.write(bytes.slice(5));
    this.running -= 1;
    return { kind: 'whole' } as const;
  }
}

it('a key that is taken away while a video is fetched never has two write into the same file', async () => {
  const bench = new Slow().on('POST /videos', says.accepted()).on('GET /videos/job_1', says.completed());
  const engine = await bench.open();
  const [job] = await engine.generate(bench.request(), 'view');
  const id = job?.id ?? '';
  await bench.untilState(engine, id, 'downloading');
  bench.setKey(undefined);
  await bench.untilState(engine, id, 'completed');
  expect(bench.most).toBe(1);
  const text = new TextDecoder().decode(await bench.disk.files().read(`/storage/library/${id}.mp4`));
  expect(text).toBe(aVideo);
});
