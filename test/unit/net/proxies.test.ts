// When the editor would use a proxy: its settings, its environment, and their exceptions.

import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../src/core/net/failures';
import { needsProxy, type ProxySettings } from '../../../src/core/net/proxies';

const none: ProxySettings = { support: 'override', proxy: '', exceptions: [] };
const set: ProxySettings = { ...none, proxy: 'http://proxy.example:8080' };
const service = new URL('https://api.service.example/v1');

describe('a request goes by the proxy', () => {
  test.each<[string, ProxySettings, Record<string, string>]>([
    ['of the setting', set, {}],
    ['of the setting, with proxySupport on', { ...set, support: 'on' }, {}],
    ['of the setting, with proxySupport unknown', { ...set, support: undefined }, {}],
    ['of https_proxy', none, { https_proxy: 'http://p:1' }],
    ['of HTTPS_PROXY', none, { HTTPS_PROXY: 'http://p:1' }],
    ['of http_proxy, as the editor takes it for https as well', none, { http_proxy: 'http://p:1' }],
    ['of ALL_PROXY, which the system’s settings may name', none, { ALL_PROXY: 'http://p:1' }],
    ['where an exception names another port', { ...set, exceptions: ['service.example:8443'] }, {}],
    [
      'where an exception is a pattern, which the editor does not know',
      { ...set, exceptions: ['*.service.example'] },
      {},
    ],
    ['where an exception is the end of the name without a dot', { ...set, exceptions: ['vice.example'] }, {}],
    [
      'where the setting names exceptions and only the environment names this one',
      { ...set, exceptions: ['a.example'] },
      { no_proxy: 'service.example' },
    ],
    ['where an exception is empty', { ...set, exceptions: ['', ':443'] }, { no_proxy: '' }],
  ])('%s', (_name, settings, environment) => expect(needsProxy(service, settings, environment)).toBe(true));
});

describe('a request goes by itself', () => {
  test.each<[string, ProxySettings, Record<string, string>]>([
    ['without any proxy', none, {}],
    ['without a value', { ...none, proxy: undefined }, { https_proxy: '', HTTP_PROXY: '' }],
    ['with proxySupport off', { ...set, support: 'off' }, { https_proxy: 'http://p:1' }],
    ['where the setting spares the name', { ...set, exceptions: ['api.service.example'] }, {}],
    ['where the setting spares a name above it', { ...set, exceptions: ['SERVICE.example'] }, {}],
    ['where the setting spares it with a dot', { ...set, exceptions: [' .service.example '] }, {}],
    ['where the setting spares its port', { ...set, exceptions: ['service.example:443'] }, {}],
    ['where the setting spares everything', { ...set, exceptions: ['*'] }, {}],
    ['where the environment spares it', set, { NO_PROXY: 'a.example, service.example' }],
    ['where the environment spares everything', none, { https_proxy: 'http://p:1', no_proxy: '*' }],
  ])('%s', (_name, settings, environment) => expect(needsProxy(service, settings, environment)).toBe(false));

  test.each(['https://localhost:8443/', 'https://LOCALHOST./', 'https://127.0.0.1/', 'https://[::1]:8443/'])(
    'to %s, which the editor sends to no proxy',
    url => expect(needsProxy(new URL(url), set, {})).toBe(false),
  );

  test('but to 127.0.0.2 it does not, as little as the editor', () => {
    expect(needsProxy(new URL('https://127.0.0.2/'), set, {})).toBe(true);
  });
});

test.each([
  'Failed to establish a socket connection to proxies: PROXY name:pa@ss/word@proxy.example:8080',
  'connect to http://name:pass@proxy.example:8080 failed',
])('a proxy’s password in the editor’s words is not told: %s', words => {
  const { detail } = failureOf(new Error(words), false);
  expect(detail).toContain('proxy.example:8080');
  expect(detail).not.toMatch(/name|pass|word/);
});
