// After all that the other files did over both routes, in the package and in the tests' own copy: the host's own network is as it was.
import assert from 'node:assert/strict';
import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { test } from '../harness/suite';

/** Where undici's copies keep the dispatcher that they share. */
const dispatchers = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map(name => Symbol.for(name));

/** What every extension in the host shares, by name; compared by identity. */
function shared(): Readonly<Record<string, unknown>> {
  const all = globalThis as unknown as Record<string | symbol, unknown>;
  const named = ['fetch', 'Request', 'Response', 'Headers', 'FormData', 'WebSocket', 'AbortController'];
  return {
    ...Object.fromEntries(named.map(name => [name, all[name]])),
    ...Object.fromEntries(dispatchers.map(symbol => [String(symbol), all[symbol]])),
    'http.globalAgent': http.globalAgent,
    'http.request': http.request,
    'https.globalAgent': https.globalAgent,
    'https.request': https.request,
    'https.get': https.get,
    'net.connect': net.connect,
    'net.Socket.connect': net.Socket.prototype.connect,
    'tls.connect': tls.connect,
    'tls.createSecureContext': tls.createSecureContext,
    'dns.lookup': dns.lookup,
  };
}

/** What can be changed in place; compared by value. */
function state(): unknown {
  const agent = (shared: http.Agent) => {
    const { options, maxSockets, freeSockets, requests } = shared as http.Agent & { readonly options: object };
    const waiting = [freeSockets, requests].map(lists => Object.keys(lists));
    return { options: { ...options }, maxSockets, waiting };
  };
  return {
    agents: [agent(http.globalAgent), agent(https.globalAgent)],
    autoSelect: [net.getDefaultAutoSelectFamily(), net.getDefaultAutoSelectFamilyAttemptTimeout()],
    dns: [dns.getDefaultResultOrder(), dns.getServers()],
    tls: [tls.DEFAULT_MIN_VERSION, tls.DEFAULT_MAX_VERSION, tls.DEFAULT_CIPHERS, tls.rootCertificates.length],
    environment: Object.entries(process.env).filter(([name]) => /proxy|^NODE_|SSL/i.test(name)),
    // zod's copies share two objects of their own under its name.
    globals: Reflect.ownKeys(globalThis)
      .map(String)
      .filter(name => !name.startsWith('__zod_')),
  };
}

const before = { shared: shared(), state: state() };

test('neither loading nor using the network leaves anything behind in the extension host', () => {
  for (const [name, value] of Object.entries(shared())) assert.equal(value, before.shared[name], name);
  assert.deepEqual(state(), before.state);
});
