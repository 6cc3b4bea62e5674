// The log: one line per entry, whatever a service wrote, and no secret in it.

import { expect, it } from 'vitest';
import { logLine, logOver } from '../../../src/editor/log';

it('writes facts after the message, quoted where they need it', () => {
  expect(logLine('submitted', { job: '3f2a', took: 1.5, detail: 'no route', nothing: undefined })).toBe(
    'submitted job=3f2a took=1.5 detail="no route"',
  );
});

it('lets no line break forge a second entry', () => {
  expect(logLine('a\nb', { detail: 'x\n2026 [error] forged' })).not.toContain('\n');
});

it('passes the whole line through the redactor before the channel sees it', () => {
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const channel = { trace: write, debug: write, info: write, warn: write, error: write };
  logOver(channel, text => text.replaceAll('sd_secret', '[key]')).write('info', 'tried sd_secret', {
    with: 'sd_secret',
  });
  expect(lines).toEqual(['tried [key] with="[key]"']);
});
