// Whether the editor would use a proxy for an address: then requests go the editor's way.

import * as vscode from 'vscode';

/** `origin` as `https://host:port`. Names that `http.noProxy` or `NO_PROXY` lists need none. */
export function proxyFor(origin: string): boolean {
  const http = vscode.workspace.getConfiguration('http');
  if (http.get<string>('proxySupport') === 'off') return false;
  const { hostname, protocol } = new URL(origin);
  const without = [...http.get<string[]>('noProxy', []), ...listOf(variable('no_proxy'))];
  if (without.some(entry => covers(entry, hostname))) return false;
  if ((http.get<string>('proxy') ?? '') !== '') return true;
  return (variable(protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? variable('all_proxy')) !== undefined;
}

function variable(name: string): string | undefined {
  const value = process.env[name] ?? process.env[name.toUpperCase()];
  return value === undefined || value === '' ? undefined : value;
}

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').map(entry => entry.trim());
}

function covers(entry: string, hostname: string): boolean {
  const name = entry
    .replace(/:\d+$/, '')
    .replace(/^\*?\./, '')
    .toLowerCase();
  if (name === '') return false;
  return entry === '*' || hostname === name || hostname.endsWith(`.${name}`);
}
