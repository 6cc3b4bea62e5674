// The core's log over the editor's output channel: one line per entry, facts after the message, every secret taken out.

import { inspect } from 'node:util';
import type * as vscode from 'vscode';
import type { Log, LogLevel } from '../core/ports';

type Facts = NonNullable<Parameters<Log['write']>[2]>;

/** A log that passes each line through `redact` before the channel sees it. */
export function logOver(channel: Pick<vscode.LogOutputChannel, LogLevel>, redact: (text: string) => string): Log {
  return {
    write(level, message, facts) {
      // Each value before it is quoted too: quoting would hide a secret that holds a quotation mark.
      channel[level](redact(logLine(message, facts, redact)));
    },
  };
}

/** The same channel, which passes everything that is written into it through `redact` first: stacks and reasons of others, too. */
export function redactedChannel(
  channel: vscode.LogOutputChannel,
  redact: (text: string) => string,
): vscode.LogOutputChannel {
  const line = (message: unknown, more: readonly unknown[]) => redact([message, ...more].map(wordsOf).join(' '));
  return {
    get name() {
      return channel.name;
    },
    get logLevel() {
      return channel.logLevel;
    },
    onDidChangeLogLevel: channel.onDidChangeLogLevel,
    trace: (message, ...more) => channel.trace(line(message, more)),
    debug: (message, ...more) => channel.debug(line(message, more)),
    info: (message, ...more) => channel.info(line(message, more)),
    warn: (message, ...more) => channel.warn(line(message, more)),
    error: (error, ...more) => channel.error(line(error, more)),
    append: text => channel.append(redact(text)),
    appendLine: text => channel.appendLine(redact(text)),
    replace: text => channel.replace(redact(text)),
    clear: () => channel.clear(),
    show: (...how: unknown[]) => channel.show(how.find(one => typeof one === 'boolean')),
    hide: () => channel.hide(),
    dispose: () => channel.dispose(),
  };
}

/** An error with its stack and what it was caused by. */
function wordsOf(value: unknown): string {
  if (!(value instanceof Error)) return typeof value === 'string' ? value : inspect(value, { depth: 3 });
  const cause = value.cause === undefined ? '' : ` (${wordsOf(value.cause)})`;
  return `${value.stack ?? value.message}${cause}`;
}

/** `submitted job=3f2a service=usvideo detail="no route"`: line breaks cannot forge a second entry. */
export function logLine(message: string, facts: Facts = {}, redact = (text: string) => text): string {
  const pairs = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${quoted(redact(String(value)))}`);
  return [oneLine(message), ...pairs].join(' ');
}

function quoted(value: string): string {
  return /^[\w.:/@+-]+$/.test(value) ? value : JSON.stringify(value);
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ');
}
