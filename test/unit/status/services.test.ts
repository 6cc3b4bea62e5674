// The Services tree: plain facts about each service, worst news first.

import { describe, expect, it } from 'vitest';
import type { ServiceState } from '../../../src/core/engine';
import { seedanceapi } from '../../../src/core/services/seedanceapi';
import { usvideo } from '../../../src/core/services/usvideo';
import { sandbox } from '../../../src/core/services/sandbox/service';
import {
  serviceContext,
  serviceFacts,
  serviceIcon,
  serviceSummary,
  type ServiceKnowledge,
} from '../../../src/editor/views/services/model';

const none = { usd: 0, credits: 0, finished: 0, failed: 0 };
const now = new Date(2026, 4, 4, 12, 0).getTime();

function known(state: Partial<ServiceState> = {}, given: Partial<ServiceKnowledge> = {}): ServiceKnowledge {
  const service = state.service ?? usvideo;
  const dialect = service.dialectFor(undefined);
  const whole: ServiceState = {
    service,
    dialect,
    options: dialect.options(),
    baseUrl: service.defaultBaseUrl,
    key: 'secrets',
    ...state,
  };
  return {
    state: whole,
    spending: { today: none, month: none },
    usual: undefined,
    addressProblem: undefined,
    now,
    ...given,
  };
}

const factsOf = (it: ServiceKnowledge) => Object.fromEntries(serviceFacts(it).map(({ name, value }) => [name, value]));

describe('a service', () => {
  it('says only what is known', () => {
    expect(factsOf(known())).toEqual({ key: 'set, in the secret storage' });
  });

  it('shows balance, spending, success and usual time', () => {
    const month = { usd: 3.5, credits: 0, finished: 9, failed: 1 };
    const state = { account: { balance: { amount: 48.5, unit: 'USD' as const } } };
    const today = { ...none, usd: 0.5 };
    expect(factsOf(known(state, { spending: { today, month }, usual: 62 }))).toMatchObject({
      balance: '$48.50',
      today: '$0.50',
      month: '$3.50',
      success: '90 % (9 of 10)',
      usual: '1 min 2 s',
    });
  });

  it('names the environment variable that its key comes from', () => {
    expect(factsOf(known({ key: 'environment' })).key).toBe('from REELWRIGHT_USVIDEO_API_KEY');
  });

  it('says that it is paused before anything else', () => {
    const paused = known({ paused: { reason: 'rate', until: now + 5 * 60_000 } });
    expect(serviceFacts(paused)[0]).toMatchObject({ name: 'paused', warning: true });
    expect(serviceSummary(paused)).toMatch(/^waits until .*12.05/);
    expect(serviceIcon(paused).warning).toBe(true);
  });

  it('says that its base URL cannot be used, and hides the stand-in for it', () => {
    const broken = known(
      { baseUrl: 'https://base-url-setting.invalid' },
      { addressProblem: 'It must begin with https://.' },
    );
    expect(factsOf(broken)).toMatchObject({ address: 'It must begin with https://.' });
    expect(factsOf(broken).origin).toBeUndefined();
  });

  it('shows what the service counts, what is kept to, and what is left for now', () => {
    const account = { email: 'a@example.com', jobs: 127, spent: { amount: 152, unit: 'USD' as const } };
    const limitsLeft = { limit: 60, remaining: 7, resetAt: now + 30_000 };
    const limits = { requestsPerMinute: 60, concurrentJobs: 10 };
    const facts = factsOf(known({ account, limitsLeft }, { limits }));
    expect(facts.account).toBe('a@example.com · 127 jobs · $152.00 spent in all');
    expect(facts.limits).toBe('60 requests a minute · 10 jobs at once');
    expect(facts.left).toMatch(/^7 of 60 until /);
    expect(factsOf(known({ limitsLeft: { ...limitsLeft, resetAt: now - 1 } })).left).toBeUndefined();
  });

  it('says that pictures may go as data: URLs, and offers to take that back', () => {
    const allowed = known({ dataUrlAllowed: true });
    expect(factsOf(allowed).pictures).toBe('may be sent as data: URLs');
    expect(serviceContext(allowed.state)).toContain('forbidDataUrl');
    expect(serviceContext(known().state)).not.toContain('forbidDataUrl');
  });

  it('shows an address that is not the documented one', () => {
    expect(factsOf(known({ baseUrl: 'http://127.0.0.1:8080/v1' })).origin).toBe('http://127.0.0.1:8080/v1');
  });
});

describe('the sandbox', () => {
  it('needs no key and says so', () => {
    const it = known({ service: sandbox, key: undefined });
    expect(serviceSummary(it)).toBe('needs no key');
    expect(factsOf(it)).toEqual({ key: 'needs none' });
    expect(serviceContext(it.state)).toBe('service;key=none;can=');
  });
});

describe('the flags for menus', () => {
  it('offer to remove only a key that is ours', () => {
    expect(serviceContext(known().state)).toContain('removeKey');
    expect(serviceContext(known({ key: 'environment' }).state)).not.toContain('removeKey');
    expect(serviceContext(known({ key: 'missing' }).state)).toMatch(/^service;key=missing;can=setKey/);
  });

  it('offer a test only where there is a key to test', () => {
    expect(serviceContext(known({ key: 'environment' }).state)).toMatch(
      /^service;key=environment;can=test,sync,setKey/,
    );
    expect(serviceContext(known({ key: 'missing' }).state)).not.toContain('test');
  });

  it('offer to read a list only where the service has one', () => {
    const at = { service: seedanceapi, dialect: seedanceapi.dialectFor(undefined) };
    expect(serviceContext(known(at).state)).toMatch(/can=test,setKey/);
    expect(serviceContext(known({ key: 'missing' }).state)).not.toContain('sync');
  });

  it('offer a signing secret only where the dialect signs with one of the dashboard', () => {
    const platform = usvideo.dialectFor('usv_live_x');
    expect(serviceContext(known({ dialect: platform }).state)).toContain('signsCallbacks');
    expect(serviceContext(known().state)).not.toContain('signsCallbacks');
  });
});
