// Whether the editor would use a proxy for an address: then requests go the editor's way.

import * as vscode from 'vscode';
import { needsProxy } from '../core/net/proxies';

/** `origin` as `https://host:port`, with the settings and the environment as they are now. */
export function proxyFor(origin: string): boolean {
  const http = vscode.workspace.getConfiguration('http');
  const exceptions = http.get<unknown>('noProxy');
  const settings = {
    support: http.get<string>('proxySupport'),
    proxy: http.get<string>('proxy'),
    exceptions: Array.isArray(exceptions) ? exceptions.map(String) : [],
  };
  return needsProxy(new URL(origin), settings, process.env);
}
