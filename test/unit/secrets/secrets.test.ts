// The keys: bound to the origin they were entered for, and never handed to another.

import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/core/net/redact';
import { unusableBaseUrl } from '../../../src/editor/baseUrl';
import { cleanKey, environmentVariable, fingerprint, keyProblem, Secrets } from '../../../src/editor/secrets';

const documented = 'https://usvideoapi.com/v1';

class MemoryStorage {
  readonly values = new Map<string, string>();
  private readonly listeners = new Set<(event: { key: string }) => void>();
  async get(name: string) {
    return this.values.get(name);
  }
  async store(name: string, value: string) {
    this.values.set(name, value);
    this.tell(name);
  }
  async delete(name: string) {
    this.values.delete(name);
    this.tell(name);
  }
  onDidChange = (listener: (event: { key: string }) => void) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  private tell(key: string) {
    for (const listener of this.listeners) listener({ key });
  }
}

let storage: MemoryStorage;
let environment: Record<string, string | undefined>;
let baseUrl: string;
let remembered: string[];
let secrets: Secrets;

beforeEach(() => {
  storage = new MemoryStorage();
  environment = {};
  baseUrl = documented;
  remembered = [];
  secrets = new Secrets({
    storage,
    environment,
    baseUrl: () => baseUrl,
    documentedBaseUrl: service => (service === 'usvideo' ? documented : undefined),
    remember: secret => remembered.push(secret),
  });
});

describe('a stored key', () => {
  it('is kept under the stable name of its service and origin', async () => {
    await secrets.set('usvideo', ' sd_secret \n');
    expect([...storage.values]).toEqual([['reelwright.key.usvideo@https://usvideoapi.com', 'sd_secret']]);
  });

  it('is handed out for its origin and no other', async () => {
    await secrets.set('usvideo', 'sd_secret');
    expect(await secrets.get('usvideo', 'https://usvideoapi.com')).toMatchObject({ key: 'sd_secret', from: 'secrets' });
    expect(await secrets.get('usvideo', 'https://evil.example')).toBeUndefined();
    expect(await secrets.get('vibegen', 'https://usvideoapi.com')).toBeUndefined();
  });

  it('is not found after the base URL changed, and is found again when it comes back', async () => {
    await secrets.set('usvideo', 'sd_secret');
    baseUrl = 'https://proxy.example/v1';
    expect(await secrets.source('usvideo')).toBeUndefined();
    baseUrl = documented;
    expect(await secrets.source('usvideo')).toBe('secrets');
  });

  it('goes before the one in the environment', async () => {
    environment.REELWRIGHT_USVIDEO_API_KEY = 'sd_environment';
    await secrets.set('usvideo', 'sd_secret');
    expect(await secrets.get('usvideo', 'https://usvideoapi.com')).toMatchObject({ key: 'sd_secret' });
    await secrets.remove('usvideo');
    expect(await secrets.source('usvideo')).toBe('environment');
  });

  it('is told to the redactor before it is handed out', async () => {
    await storage.store('reelwright.key.usvideo@https://usvideoapi.com', 'sd_secret');
    await secrets.get('usvideo', 'https://usvideoapi.com');
    expect(remembered).toEqual(['sd_secret']);
  });

  it('is not taken while the base URL cannot be used', async () => {
    baseUrl = unusableBaseUrl;
    await expect(secrets.set('usvideo', 'sd_secret')).rejects.toMatchObject({ code: 'not-possible' });
    expect(storage.values.size).toBe(0);
    expect(await secrets.source('usvideo')).toBeUndefined();
  });

  it('never appears in the sentence that refuses it', async () => {
    const refused = await secrets.set('usvideo', 'sd_gehéim').catch((error: unknown) => error);
    expect(String(refused)).not.toContain('gehéim');
  });
});

describe('a key of the environment', () => {
  beforeEach(() => {
    environment.REELWRIGHT_USVIDEO_API_KEY = 'sd_environment';
  });

  it('serves the documented origin', async () => {
    expect(await secrets.get('usvideo', 'https://usvideoapi.com')).toMatchObject({ from: 'environment' });
  });

  it.each(['http://127.0.0.1:8080', 'http://localhost:3000', 'http://[::1]:9'])('serves loopback: %s', async origin => {
    expect(await secrets.get('usvideo', origin)).toMatchObject({ key: 'sd_environment', from: 'environment' });
  });

  it.each([
    'https://usvideoapi.com.evil.example',
    'https://127.0.0.1.evil.example',
    'https://usvideoapi.com:8443',
    'http://usvideoapi.com',
  ])('does not go to %s', async origin => {
    expect(await secrets.get('usvideo', origin)).toBeUndefined();
  });
});

describe('a change', () => {
  it('names the service, in whichever window it was made', async () => {
    const seen: string[] = [];
    const subscription = secrets.onDidChange(service => seen.push(service));
    await storage.store('reelwright.key.seedance-tv@https://api.seedance.tv', 'k-123456');
    await storage.store('something else', 'x');
    subscription.dispose();
    await storage.delete('reelwright.key.seedance-tv@https://api.seedance.tv');
    expect(seen).toEqual(['seedance-tv']);
  });
});

describe('a pasted key', () => {
  it.each([
    ['  sd_abc \r\n', 'sd_abc'],
    ['Bearer sd_abc', 'sd_abc'],
    ['Authorization: Bearer sd_abc', 'sd_abc'],
    ['"sd_abc"', 'sd_abc'],
    ['sd_a\n  bc', 'sd_abc'],
    ['\uFEFFsd_abc\u200B', 'sd_abc'],
    ['Bearer', ''],
  ])('%j is read as %j', (pasted, key) => {
    expect(cleanKey(pasted)).toBe(key);
  });

  it.each([
    ['', /^Paste the key/],
    ['abc', /too short/],
    ['sd_12', /too short/],
    ['schlüssel', /characters that no key has/],
    ['x'.repeat(5000), /too long/],
  ])('%j cannot be a key, and a sentence says why', (key, why) => {
    expect(keyProblem(key)).toMatch(why);
  });

  it('that is too short to be kept out of the log is neither kept nor taken from the environment', async () => {
    await expect(secrets.set('usvideo', 'sd_12')).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining('too short') as string,
    });
    environment.REELWRIGHT_USVIDEO_API_KEY = 'sd_12';
    expect([storage.values.size, await secrets.source('usvideo')]).toEqual([0, undefined]);
  });

  it('that can be kept stands in no line of the log, however short it is', () => {
    const anyKey = fc.string({
      minLength: 1,
      maxLength: 12,
      unit: fc.integer({ min: 0x21, max: 0x7e }).map(code => String.fromCharCode(code)),
    });
    fc.assert(
      fc.property(anyKey, pasted => {
        const key = cleanKey(pasted);
        fc.pre(keyProblem(key) === undefined && !'[redacted]'.includes(key));
        const redactor = createRedactor();
        redactor.add(key);
        const bytes = Buffer.from(key);
        for (const form of [key, bytes.toString('base64'), bytes.toString('hex'), encodeURIComponent(key)])
          expect(redactor.redact(`before ${form} after`)).not.toContain(form);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('names', () => {
  it('of environment variables are the documented ones', () => {
    expect(['usvideo', 'seedance-tv', 'vibegen', 'seedanceapi'].map(environmentVariable)).toEqual([
      'REELWRIGHT_USVIDEO_API_KEY',
      'REELWRIGHT_SEEDANCE_TV_API_KEY',
      'REELWRIGHT_VIBEGEN_API_KEY',
      'REELWRIGHT_SEEDANCEAPI_API_KEY',
    ]);
  });

  it('of fingerprints tell service, origin and key apart in twelve hex digits', () => {
    const prints = [
      fingerprint('usvideo', 'https://a.example', 'k1'),
      fingerprint('usvideo', 'https://a.example', 'k2'),
      fingerprint('usvideo', 'https://b.example', 'k1'),
      fingerprint('vibegen', 'https://a.example', 'k1'),
    ];
    expect(new Set(prints).size).toBe(4);
    for (const print of prints) expect(print).toMatch(/^[0-9a-f]{12}$/);
  });
});
