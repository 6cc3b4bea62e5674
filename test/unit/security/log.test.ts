// The output channel: whoever writes into it, and whatever, no key that was ever handed out stands in it.

import type * as vscode from 'vscode';
import { expect, test } from 'vitest';
import { createRedactor } from '../../../src/core/net/redact';
import { logOver, redactedChannel } from '../../../src/editor/log';
import { formsOf, traces } from '../../support/canary';
import { filesWith, sources } from './sources';

const key = 'sd_canary/of+the"log_4f7be2';
const forms = formsOf(key);

function channel() {
  const lines: string[] = [];
  const write = (text: string | Error, ...more: unknown[]) => void lines.push([text, ...more].map(String).join(' '));
  const plain = {
    name: 'R',
    logLevel: 1,
    onDidChangeLogLevel: () => ({ dispose: () => undefined }),
    clear: write,
    hide: write,
    show: write,
    dispose: write,
  };
  const raw = {
    ...plain,
    trace: write,
    debug: write,
    info: write,
    warn: write,
    error: write,
    append: write,
    appendLine: write,
    replace: write,
  };
  const redactor = createRedactor();
  redactor.add(key);
  const redact = (text: string) => redactor.redact(text);
  return { lines, redact, log: redactedChannel(raw as unknown as vscode.LogOutputChannel, redact) };
}

test('a key is taken out of every line at every level, in whatever it stands', () => {
  const { lines, log } = channel();
  const inner = Object.assign(new Error(`inner ${key}`), { config: { headers: { authorization: `Bearer ${key}` } } });
  const error = new Error(`outer ${encodeURIComponent(key)}`, { cause: inner });
  for (const level of ['trace', 'debug', 'info', 'warn', 'error'] as const) {
    log[level](`plain ${key}`);
    log[level](Buffer.from(`user:${key}`).toString('base64'), { deep: { key } }, [key], error);
  }
  log.error(error, 'preview', key);
  log.append(key);
  log.appendLine(JSON.stringify({ key }));
  log.replace(Buffer.from(key).toString('hex'));
  expect(lines).toHaveLength(14);
  for (const line of lines) expect([line, traces(line, forms)]).toEqual([line, []]);
  expect(lines.join('\n')).toContain('outer [redacted]');
  expect(lines.join('\n')).toContain('inner [redacted]');
});

test('the core’s lines are without it too, in the message and in every fact', () => {
  const { lines, log, redact } = channel();
  logOver(log, redact).write('trace', `asked with ${key}`, {
    url: `https://x.example/?key=${encodeURIComponent(key)}`,
    detail: JSON.stringify({ key }),
  });
  expect(traces(lines.join('\n'), forms)).toEqual([]);
});

test('there is one channel, and nobody gets it without the redactor', () => {
  const all = sources('src', 'webview-ui');
  expect(filesWith(all, /createOutputChannel\(/)).toEqual(['src/editor/start.ts']);
  const start = all.get('src/editor/start.ts') ?? '';
  expect(start.match(/createOutputChannel\(/g)).toHaveLength(1);
  // What is remembered for a bug report has gone through it, too.
  expect(start).toContain('const log = redactedChannel(remembering(channel, logMemory), redact);');
  expect(start.match(/\bchannel\b/g)).toHaveLength(2);
  const elsewhere = filesWith(all, /\bconsole\.\w+\(|process\.std(?:out|err)/);
  expect(elsewhere.filter(path => !path.includes('/services/copy/'))).toEqual([]);
});
