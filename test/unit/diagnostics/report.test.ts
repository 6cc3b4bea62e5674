// What is copied for a bug report says what happened, and holds nothing that is a person's own: canaries, none of which may turn up.

import { describe, expect, it } from 'vitest';
import { logLine } from '../../../src/editor/log';
import { LogMemory } from '../../../src/editor/diagnostics/logMemory';
import { diagnosticsReport, type DiagnosticFacts } from '../../../src/editor/diagnostics/report';
import { scrubber } from '../../../src/editor/diagnostics/scrub';
import { createRedactor } from '../../../src/core/net/redact';
import { Bench, aKey, answer, says } from '../pipeline/bench';
import { aJob } from '../tree/jobs';

const canaries = {
  key: aKey,
  prompt: 'Kestrel over the Quorndale viaduct',
  negative: 'no Wimbleton logo',
  picture: 'quorndale-hero.png',
  path: '/home/marisol/projects/quorndale',
  mail: 'marisol@quorndale.example',
  user: 'marisol',
  machine: 'marisols-laptop',
  signature: 'X-Amz-Signature=7d41c0ffee',
  host: 'render.quorndale.example',
  remote: 'job_quorn_77',
};

const own = [canaries.path, canaries.user, canaries.machine, canaries.prompt, canaries.negative, canaries.picture];

function facts(given: Partial<DiagnosticFacts> = {}): DiagnosticFacts {
  return {
    now: Date.UTC(2026, 0, 5, 9),
    environment: [['Reelwright', '0.1.0']],
    settings: [],
    services: [],
    jobs: [],
    log: [],
    scrub: scrubber({ words: own, hosts: new Set(['usvideoapi.com']) }),
    ...given,
  };
}

describe('the report', () => {
  it('holds none of what passed through the pipeline’s log, nor what others wrote into the channel', async () => {
    const bench = new Bench().on(
      'POST /videos',
      says.accepted(canaries.remote),
      answer(402, { detail: canaries.prompt }),
    );
    const link = `https://${canaries.host}/v/1.mp4?${canaries.signature}`;
    bench.on(
      `GET /videos/${canaries.remote}`,
      answer(200, { id: canaries.remote, status: 'completed', video_url: link }),
    );
    bench.downloadEnds.push({
      kind: 'failure',
      failure: 'unreachable',
      detail: `getaddrinfo ENOTFOUND ${canaries.host}`,
    });
    const engine = await bench.open();
    const request = bench.request({ prompt: canaries.prompt });
    const [first] = await engine.generate(request, 'view');
    await bench.untilState(engine, first?.id ?? '', 'completed');
    await engine.noteSaved(first?.id ?? '', `file://${canaries.path}/videos/kestrel.mp4`);
    const [second] = await engine.generate(request, 'view');
    await bench.untilState(engine, second?.id ?? '', 'failed');

    const memory = new LogMemory();
    const redactor = createRedactor();
    redactor.add(canaries.key);
    const write = (line: string) => memory.note('info', redactor.redact(line));
    for (const line of bench.logged) {
      const [, , message = '', json = '{}'] = /^(\w+) (.*?) (\{.*\})$/.exec(line) ?? [];
      write(logLine(message, JSON.parse(json) as Record<string, string>));
    }
    write(`Error: EACCES: permission denied, open '${canaries.path}/videos/Kestrel over.mp4'`);
    write(`    at save (file://${canaries.path}/.vscode/extensions/reelwright/dist/save-AB12.js:3:14)`);
    write(`account ${canaries.mail} on ${canaries.machine} wants “${canaries.prompt}” with ${canaries.picture}`);
    write(logLine('odd', { error: `POST ${link} Bearer ${canaries.key}`, unknown: canaries.mail }));

    const report = diagnosticsReport(facts({ jobs: engine.jobs(), log: memory.entries() }));
    const low = report.toLowerCase();
    for (const [name, canary] of Object.entries(canaries))
      expect([name, low.includes(canary.toLowerCase())]).toEqual([name, false]);
    expect(low).not.toMatch(/kestrel|quorn|viaduct|marisol|7d41|\/home\/|sd_bench/);
    for (const job of engine.jobs()) expect(report).not.toContain(job.id);
    expect(report).toMatch(/submitting job=job-1 service=usvideo attempt=1/);
    expect(report).toMatch(/ENOTFOUND/);
    expect(report).toMatch(/EACCES: permission denied/);
    expect(report).toContain('save-AB12.js:3:14');
    expect(report).toMatch(/- usvideo, failed, [\w-]+, HTTP 402, \d+ min ago/);
  });

  it('says of failures only their codes, and of a code of a strange shape not even that', () => {
    const error = { code: canaries.prompt, message: canaries.prompt, advice: canaries.prompt };
    const report = diagnosticsReport(facts({ jobs: [aJob({ state: 'failed', error, prompt: canaries.prompt })] }));
    expect(report).toContain('- sandbox, failed, a code of another shape,');
    expect(report).not.toMatch(/Kestrel/);
  });

  it('reads as a page: environment, settings, services, jobs, failures, log', () => {
    const report = diagnosticsReport(
      facts({
        settings: [
          { name: 'reelwright.notifications', scope: 'user', value: 'failures' },
          { name: 'reelwright.output.folder', scope: 'workspace' },
        ],
        services: [
          {
            id: 'usvideo',
            dialect: 'usvideo',
            address: 'documented',
            key: 'missing',
            accountRead: false,
            paused: 'offline',
          },
        ],
        jobs: [
          aJob({ id: '1', service: 'usvideo', state: 'queued', waiting: { reason: 'offline' } }),
          aJob({ id: '2', state: 'completed' }),
        ],
        log: [
          { at: Date.UTC(2026, 0, 5, 8, 59), level: 'warn', line: 'cannot be reached; its jobs wait service=usvideo' },
        ],
      }),
    );
    expect(report).toMatchInlineSnapshot(`
      "# Reelwright diagnostics

      Made 2026-01-05T09:00:00.000Z. Without prompts, pictures, keys, paths, account names and links.

      ## Environment

      - Reelwright: 0.1.0

      ## Settings that differ from their default

      - reelwright.notifications: failures (user)
      - reelwright.output.folder: changed (workspace)

      ## Services

      - usvideo: dialect usvideo, address documented, key missing, account read no, paused offline

      ## Jobs

      | service | queued | completed |
      | --- | --- | --- |
      | sandbox | 0 | 1 |
      | usvideo | 1 | 0 |

      Needs somebody: none. Waits for: offline 1.

      ## The last failures (at most 20)

      none

      ## The last log lines (1)

      \`\`\`text
      2026-01-05T08:59:00.000Z [warn] cannot be reached; its jobs wait service=usvideo
      \`\`\`
      "
    `);
  });
});

describe('the memory of the log', () => {
  it('keeps what was told longer than what was only noted, in order', () => {
    const memory = new LogMemory();
    memory.note('warn', 'first');
    for (let at = 0; at < 1_000; at += 1) memory.note('debug', `look ${at}`);
    memory.note('info', 'last');
    const lines = memory.entries().map(({ line }) => line);
    expect(lines[0]).toBe('first');
    expect(lines.at(-1)).toBe('last');
    expect(lines).toHaveLength(82);
  });
});
