// Continuing what an earlier try left, against servers that do not play along.

import { expect, it } from 'vitest';
import type { DownloadEnd, DownloadRequest, DownloadSink } from '../../../src/core/ports';
import { Bench, aVideo, says } from './bench';

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
