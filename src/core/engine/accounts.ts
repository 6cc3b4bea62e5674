// What the services say of the account: balance and prices, and the test of a key that spends nothing.

import type { ConnectionReport } from '../engine';
import * as l10n from '@vscode/l10n';
import { costText } from '../money/estimate';
import type { HttpAnswer } from '../ports';
import type { Account, Dialect, LivePrices, ServiceError } from '../service';
import { shortName } from '../services/short-name';
import { connectionSentence, hostOf } from '../pipeline/failures';
import type { Wire, Work } from '../pipeline/work';
import { ask } from '../pipeline/work';

/** What was last read of one service. */
export interface Known {
  readonly account?: Account;
  readonly accountAt?: number;
  readonly live?: LivePrices;
}

/** Reads the account and the prices, where the service has them. Never throws. */
export async function readKnown(work: Work, wire: Wire): Promise<Known> {
  const dialect = wire.service.dialectFor(wire.key?.key);
  const [account, live] = await Promise.all([readAccount(work, wire, dialect), readPrices(work, wire, dialect)]);
  return {
    ...(account === undefined ? {} : { account, accountAt: work.ports.clock.now() }),
    ...(live === undefined ? {} : { live }),
  };
}

async function readAccount(work: Work, wire: Wire, dialect: Dialect): Promise<Account | undefined> {
  if (dialect.account === undefined || wire.key === undefined) return undefined;
  const exchange = await ask(work, wire, dialect.account());
  if (exchange.kind === 'failure') return undefined;
  const reading = dialect.readAccount?.(exchange.answer);
  return reading?.kind === 'account' ? reading.account : undefined;
}

async function readPrices(work: Work, wire: Wire, dialect: Dialect): Promise<LivePrices | undefined> {
  if (dialect.livePrices === undefined) return undefined;
  const exchange = await ask(work, wire, { ...dialect.livePrices(), authorized: false });
  return exchange.kind === 'failure' ? undefined : dialect.readLivePrices?.(exchange.answer);
}

interface Verdict {
  readonly kind: 'accepted' | 'refused' | 'unclear' | 'notOffered';
  readonly error?: ServiceError;
  readonly account?: Account;
}

/** Tries the service's key, or a `candidate` that is not kept, and says what came back. */
export async function connectionReport(
  work: Work,
  wire: Wire,
  candidate: string | undefined,
): Promise<ConnectionReport> {
  const name = shortName(wire.service);
  if (wire.service.key === undefined) {
    return { ok: true, reached: true, text: l10n.t('{0} works on this machine and needs no key.', name) };
  }
  const key = candidate === undefined ? wire.key : { key: candidate, from: 'secrets' as const, fingerprint: '' };
  if (key === undefined) return { ok: false, reached: false, text: l10n.t('No API key is set for {0}.', name) };
  return testWire(work, { ...wire, key });
}

/** Tries the wire's key with a request that spends nothing, and says what came back. */
export async function testWire(work: Work, wire: Wire): Promise<ConnectionReport> {
  const dialect = wire.service.dialectFor(wire.key?.key);
  const host = hostOf(wire.baseUrl);
  for (const attempt of [accountTest, listTest, statusTest]) {
    const result = await attempt(work, wire, dialect);
    if (result === undefined) continue;
    if ('sentence' in result) return { ok: false, reached: false, text: result.sentence };
    if (result.kind === 'notOffered') continue;
    return report(wire, host, dialect, result);
  }
  return {
    ok: false,
    reached: true,
    text: l10n.t('{0} answers at {1}, but offers nothing to test a key with.', shortName(wire.service), host),
  };
}

function report(wire: Wire, host: string, dialect: Dialect, verdict: Verdict): ConnectionReport {
  const { error, account } = verdict;
  if (verdict.kind === 'accepted') {
    const balance = account?.balance === undefined ? '' : ` ${l10n.t('Balance: {0}.', costText(account.balance))}`;
    const text = l10n.t('{0} at {1} accepts the key.', shortName(wire.service), host) + balance;
    return { ok: true, reached: true, text, ...(account === undefined ? {} : { account }) };
  }
  const words = error === undefined ? '' : ` ${error.message}`;
  if (verdict.kind === 'refused') {
    return {
      ok: false,
      reached: true,
      refused: true,
      text: l10n.t('{0} at {1} refused the key:', shortName(wire.service), host) + words,
    };
  }
  const advice = error === undefined ? '' : ` ${dialect.advise(error)}`;
  return {
    ok: false,
    reached: true,
    text: l10n.t('{0} at {1} could not check the key now:', shortName(wire.service), host) + words + advice,
  };
}

type Tested = Verdict | { readonly sentence: string } | undefined;

async function exchangeFor(
  work: Work,
  wire: Wire,
  request: ReturnType<Dialect['status']>,
): Promise<HttpAnswer | { readonly sentence: string }> {
  const exchange = await ask(work, wire, request, { timeoutMs: 20_000 });
  if (exchange.kind === 'answer') return exchange.answer;
  const { failure, detail } = exchange;
  work.ports.log.write('info', 'connection not tested', { service: wire.service.id, failure, detail });
  return { sentence: connectionSentence(shortName(wire.service), hostOf(wire.baseUrl), failure, detail) };
}

async function accountTest(work: Work, wire: Wire, dialect: Dialect): Promise<Tested> {
  if (dialect.account === undefined || dialect.readAccount === undefined) return undefined;
  const answer = await exchangeFor(work, wire, dialect.account());
  if ('sentence' in answer) return answer;
  const reading = dialect.readAccount(answer);
  switch (reading.kind) {
    case 'account':
      return { kind: 'accepted', account: reading.account };
    case 'keyRefused':
      return { kind: 'refused', error: reading.error };
    case 'missing':
      return { kind: 'notOffered' };
    case 'later':
      return { kind: 'unclear', error: reading.error };
  }
}

async function listTest(work: Work, wire: Wire, dialect: Dialect): Promise<Tested> {
  if (dialect.list === undefined || dialect.readList === undefined) return undefined;
  const page = { limit: 1, offset: 0 };
  const answer = await exchangeFor(work, wire, dialect.list(page));
  if ('sentence' in answer) return answer;
  const reading = dialect.readList(answer, page);
  switch (reading.kind) {
    case 'jobs':
      return { kind: 'accepted' };
    case 'keyRefused':
      return { kind: 'refused', error: reading.error };
    case 'missing':
      return { kind: 'notOffered' };
    case 'later':
      return { kind: 'unclear', error: reading.error };
  }
}

/** A job that cannot be there: "not found" means that the key was good enough to look. */
async function statusTest(work: Work, wire: Wire, dialect: Dialect): Promise<Tested> {
  const answer = await exchangeFor(work, wire, dialect.status('reelwright-connection-test'));
  if ('sentence' in answer) return answer;
  const reading = dialect.readStatus(answer);
  if (reading.kind === 'keyRefused') return { kind: 'refused', error: reading.error };
  if (reading.kind === 'missing') return { kind: 'accepted' };
  return reading.kind === 'later' ? { kind: 'unclear', error: reading.error } : { kind: 'accepted' };
}
