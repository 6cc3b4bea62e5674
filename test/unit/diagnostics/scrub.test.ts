// What a bug report keeps of log lines: what happened, and nothing of whom it happened to.

import { describe, expect, it } from 'vitest';
import { scrubber } from '../../../src/editor/diagnostics/scrub';

const scrub = scrubber({
  words: ['/home/marie', 'marie', 'quasar', '/work/secret-campaign', 'secret-campaign', 'A red kite over the sea'],
  hosts: new Set(['usvideoapi.com']),
});

describe('a line of the log', () => {
  it.each([
    [
      'submit answered job=0mk0xjmt1-0000000000 status=200 verdict=accepted',
      'submit answered job=job-1 status=200 verdict=accepted',
    ],
    ['accepted job=0mk0xjmt1-0000000000 remote=job_9f8e7d', 'accepted job=job-1 remote=remote-1'],
    ['submitting job=0mk0xjmt1-0000000001 service=usvideo attempt=1', 'submitting job=job-2 service=usvideo attempt=1'],
    [
      'ended job=0mk0xjmt1-0000000001 state=failed code=INSUFFICIENT_CREDITS',
      'ended job=job-2 state=failed code=INSUFFICIENT_CREDITS',
    ],
    [
      'request method=POST origin=https://usvideoapi.com sent=true outcome=200',
      'request method=POST origin=usvideoapi.com sent=true outcome=200',
    ],
    [
      'request method=GET origin=https://api.corp.example outcome=timeout',
      'request method=GET origin=[host] outcome=timeout',
    ],
    ['queued job=0mk0xjmt1-0000000002 origin=palette take=1 takes=3', 'queued job=job-3 origin=palette take=1 takes=3'],
  ])('keeps what happened: %s', (line, kept) => {
    expect(scrub(line)).toBe(kept);
  });

  it('gives the same id the same name, so that one job can be followed', () => {
    const names = ['queued job=abc take=1', 'submitting job=abc attempt=1', 'ended job=abd state=failed'].map(
      line => /job=(\S+)/.exec(scrub(line))?.[1],
    );
    expect(names[0]).toBe(names[1]);
    expect(names[2]).not.toBe(names[0]);
  });

  it.each([
    [
      'a step of a job failed job=abc error="Error: ENOENT: no such file, open \'/home/marie/videos/a.mp4\'"',
      /ENOENT: no such file, open/,
    ],
    [
      'not sent job=abc why="api.corp.example could not be reached (connect ECONNREFUSED 10.1.2.3:443)."',
      /could not be reached \(connect ECONNREFUSED/,
    ],
    ['x error="C:\\\\Users\\\\marie\\\\a b.mp4 is locked"', /is locked/],
    [
      'Error: no\n    at f (file:///home/marie/.vscode/extensions/reelwright/dist/core-4GHT7.js:12:5)',
      /core-4GHT7\.js:12:5/,
    ],
    ['answered “A Red Kite over the sea” for marie@corp.example', /answered/],
    ['the prompt “Zebra finale” was blocked by "zebra rules", said the host', /the prompt .* was blocked/],
    ['video at https://cdn.corp.example/v/a.mp4?X-Amz-Signature=5f2d9a&x=1 is dead', /video at .* is dead/],
    ['token 9f8e7d6c5b4a39281706f5e4d3c2b1a0 was refused', /token \[id\] was refused/],
    ['saved a%20red%20kite in secret-campaign on QUASAR', /saved/],
    ['refused https://marie:hunter2@corp.example/x', /refused/],
    ['ip 2001:db8::1 and fe80::1ff:fe23:4567:890a', /ip/],
    ['code job=abc code="marie said: no"', /code=\[code\]/],
  ])('loses whose it is: %s', (line, kept) => {
    const said = scrub(line);
    expect(said).toMatch(kept);
    for (const own of [
      'marie',
      'red kite',
      'quasar',
      'secret',
      'corp',
      '10.1.2.3',
      'db8',
      '4567',
      '5f2d9a',
      '9f8e7d6c',
      'hunter2',
      'zebra',
      '.mp4',
    ])
      expect(said.toLowerCase()).not.toContain(own);
  });

  it('is quick with thousands of long prompts', () => {
    const words = Array.from({ length: 3_000 }, (_, at) => `prompt number ${at} `.repeat(40));
    const many = scrubber({ words, hosts: new Set() });
    const start = performance.now();
    for (let at = 0; at < 200; at += 1)
      many(`a step of a job failed job=${at} error="Error: something went wrong ${at}"`);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
