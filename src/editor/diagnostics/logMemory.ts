// The last lines of the log, kept in memory, since no extension can read its own output channel.

import type * as vscode from 'vscode';
import type { LogLevel } from '../../core/ports';

export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly level: LogLevel;
  /** As it was written: without secrets, and else as it is. */
  readonly line: string;
}

/** Much is polled: lines that only say so must not push the others out. */
const kept: Readonly<Record<'told' | 'fine', number>> = { told: 150, fine: 80 };

/** No line is worth more. */
const longestLine = 2_000;

export class LogMemory {
  readonly #told: (LogEntry & { readonly number: number })[] = [];
  readonly #fine: (LogEntry & { readonly number: number })[] = [];
  #count = 0;

  note(level: LogLevel, line: string, at = Date.now()): void {
    const fine = level === 'debug' || level === 'trace';
    const list = fine ? this.#fine : this.#told;
    list.push({ at, level, line: line.slice(0, longestLine), number: (this.#count += 1) });
    if (list.length > kept[fine ? 'fine' : 'told']) list.shift();
  }

  /** In the order in which they were written. */
  entries(): readonly LogEntry[] {
    return [...this.#told, ...this.#fine].toSorted((a, b) => a.number - b.number);
  }
}

/** The same channel, whose lines are also remembered. */
export function remembering(channel: vscode.LogOutputChannel, memory: LogMemory): vscode.LogOutputChannel {
  const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const;
  const noting = (level: LogLevel) => (line: unknown) => {
    memory.note(level, String(line));
    channel[level](String(line));
  };
  const own = Object.fromEntries(levels.map(level => [level, noting(level)]));
  return new Proxy(channel, {
    get: (target, name) => {
      if (typeof name === 'string' && name in own) return own[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
