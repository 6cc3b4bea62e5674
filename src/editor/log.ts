// The core's log over the editor's output channel: one line per entry, facts after the message, every secret taken out.

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
