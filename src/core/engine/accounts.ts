// What the services say of the account: balance and prices, and the test of a key that spends nothing.

import { RequestError } from '../engine';
import type { ConnectionReport } from '../engine';
import * as l10n from '@vscode/l10n';
import { costText } from '../money/estimate';
import type { HttpAnswer, HttpRequest } from '../ports';
import type {
  Account,
  AccountReading,
  Dialect,
  ListReading,
  LivePrices,
  ServiceError,
  StatusReading,
} from '../service';
import { parseJson } from '../services/answers';
import { shortName } from '../services/short-name';
import { connectionSentence, hostOf } from '../pipeline/failures';
import { waitSentence } from '../remote/listing';
import type { Wire, Work } from '../pipeline/work';
import { ask } from '../pipeline/work';

/** What was last read of one service. */
export interface Known {
  readonly account?: Account;
  readonly accountAt?: number;
  readonly live?: LivePrices;
}

/** Waits for a request's turn in the pace of the wire's key. Resolves to milliseconds where that would take too long. */
export type TakeTurn = (wire: Wire) => Promise<number | undefined>;

/** Reads the account and the prices, where the service has them: each is `learnt` as it comes. */
export function readKnown(
  work: Work,
  wire: Wire,
  learnt: (known: Known) => void,
  takeTurn: TakeTurn,
): { readonly account: Promise<void>; readonly prices: Promise<void> } {
  const dialect = wire.service.dialectFor(wire.key?.key);
  return {
    account: readAccount(work, wire, dialect, takeTurn).then(account => {
      if (account !== undefined) learnt({ account, accountAt: work.ports.clock.now() });
    }),
    prices: readPrices(work, wire, dialect).then(live => {
      if (live !== undefined) learnt({ live });
    }),
  };
}

async function readAccount(work: Work, wire: Wire, dialect: Dialect, takeTurn: TakeTurn): Promise<Account | undefined> {
  if (dialect.account === undefined || wire.key === undefined) return undefined;
  if ((await takeTurn(wire)) !== undefined) return undefined;
  const exchange = await ask(work, wire, dialect.account());
  if (exchange.kind === 'failure') return undefined;
  const reading = dialect.readAccount?.(exchange.answer);
  return reading?.kind === 'account' ? reading.account : undefined;
}

/** Without the key, and so outside its pace: somebody waits for a price. */
async function readPrices(work: Work, wire: Wire, dialect: Dialect): Promise<LivePrices | undefined> {
  if (dialect.livePrices === undefined) return undefined;
  const exchange = await ask(work, wire, { ...dialect.livePrices(), authorized: false });
  return exchange.kind === 'failure' ? undefined : dialect.readLivePrices?.(exchange.answer);
}

/** Why a request cannot have its turn now, in a sentence; undefined: it has it. */
export async function heldUp(wire: Wire, takeTurn: TakeTurn): Promise<string | undefined> {
  try {
    const tooLong = await takeTurn(wire);
    return tooLong === undefined ? undefined : waitSentence(wire, tooLong);
  } catch (error) {
    if (error instanceof RequestError) return error.message;
    throw error;
  }
}

interface Verdict {
  /** `unread`: answered, in fields that no page names. It says nothing against the key: another request may say more. */
  readonly kind: 'accepted' | 'refused' | 'unclear' | 'unread' | 'notOffered';
  readonly error?: ServiceError;
  readonly account?: Account;
}

/** What was asked, and the status that came back. */
interface Asked {
  readonly request: HttpRequest;
  readonly answer: HttpAnswer;
}

/** One request that spends nothing, and what its answer says of the key. */
interface KeyTest {
  readonly request: HttpRequest;
  read(answer: HttpAnswer): Verdict;
}

/** Tries the service's key, or a `candidate` that is not kept, and says what came back. */
export async function connectionReport(
  work: Work,
  wire: Wire,
  candidate: string | undefined,
  takeTurn: TakeTurn,
): Promise<ConnectionReport> {
  const name = shortName(wire.service);
  if (wire.service.key === undefined) {
    return { ok: true, reached: true, text: l10n.t('{0} works on this machine and needs no key.', name) };
  }
  const key = candidate === undefined ? wire.key : { key: candidate, from: 'secrets' as const, fingerprint: '' };
  if (key === undefined) return { ok: false, reached: false, text: l10n.t('No API key is set for {0}.', name) };
  // A key that is not kept has no pace yet.
  return testWire(work, { ...wire, key }, candidate === undefined ? takeTurn : async () => undefined);
}

/** Tries the wire's key with a request that spends nothing, and says what came back. */
async function testWire(work: Work, wire: Wire, takeTurn: TakeTurn): Promise<ConnectionReport> {
  const dialect = wire.service.dialectFor(wire.key?.key);
  const host = hostOf(wire.baseUrl);
  let unread: ConnectionReport | undefined;
  for (const test of [accountTest(dialect), listTest(dialect), statusTest(dialect)]) {
    if (test === undefined) continue;
    const { request } = test;
    const held = await heldUp(wire, takeTurn);
    if (held !== undefined) return { ok: false, reached: false, text: held };
    const exchange = await ask(work, wire, request, { timeoutMs: 20_000 });
    if (exchange.kind === 'failure') {
      const { failure, detail } = exchange;
      work.ports.log.write('info', 'connection not tested', { service: wire.service.id, failure, detail });
      return { ok: false, reached: false, text: connectionSentence(shortName(wire.service), host, failure, detail) };
    }
    const verdict = test.read(exchange.answer);
    if (verdict.kind === 'notOffered') continue;
    const said = report(wire, host, verdict, { request, answer: exchange.answer });
    if (verdict.kind !== 'unread') return said;
    unread = said;
  }
  if (unread !== undefined) return unread;
  return {
    ok: false,
    reached: true,
    text: l10n.t('{0} answers at {1}, but offers nothing to test a key with.', shortName(wire.service), host),
  };
}

function report(wire: Wire, host: string, verdict: Verdict, asked: Asked): ConnectionReport {
  const { kind, error, account } = verdict;
  const name = shortName(wire.service);
  const words = error === undefined ? '' : ended(error.message);
  const tried = triedSentence(asked);
  const text = (...sentences: readonly string[]) => sentences.filter(sentence => sentence !== '').join(' ');
  if (kind === 'accepted') {
    const balance = account?.balance === undefined ? '' : l10n.t('Balance: {0}.', costText(account.balance));
    const said = text(l10n.t('{0} at {1} accepts the key.', name, host), balance, tried);
    return { ok: true, reached: true, text: said, ...(account === undefined ? {} : { account }) };
  }
  if (kind === 'refused') {
    const said = text(l10n.t('{0} at {1} refused the key:', name, host), words, tried);
    return { ok: false, reached: true, refused: true, text: said };
  }
  const said = text(
    l10n.t('{0} at {1} could not check the key now:', name, host),
    words,
    tried,
    l10n.t('Try again later.'),
  );
  return { ok: false, reached: true, text: said };
}

/** `Tried with GET /account, answered with 200; nothing was spent.` */
function triedSentence({ request, answer }: Asked): string {
  return l10n.t(
    'Tried with {0}, answered with {1}; nothing was spent.',
    `${request.method} ${request.path}`,
    answer.status,
  );
}

/** A service's words may end without a full stop. */
function ended(words: string): string {
  return /[.!?…][)\]”’"']?$/.test(words) ? words : `${words}.`;
}

const notOffered: Verdict = { kind: 'notOffered' };

function accountTest(dialect: Dialect): KeyTest | undefined {
  const request = dialect.account?.();
  if (request === undefined) return undefined;
  return { request, read: answer => unreadOr(verdictOf(dialect.readAccount?.(answer)), answer) };
}

function unreadOr(verdict: Verdict, { status, text }: HttpAnswer): Verdict {
  const body = status >= 200 && status < 300 ? parseJson(text) : undefined;
  const isOther = verdict.kind === 'unclear' && typeof body === 'object' && body !== null;
  return isOther ? { ...verdict, kind: 'unread' } : verdict;
}

function listTest(dialect: Dialect): KeyTest | undefined {
  const page = { limit: 1, offset: 0 };
  const request = dialect.list?.(page);
  if (request === undefined) return undefined;
  return { request, read: answer => verdictOf(dialect.readList?.(answer, page)) };
}

/** A job that cannot be there: "not found" means that the key was good enough to look. */
function statusTest(dialect: Dialect): KeyTest {
  return {
    request: dialect.status('reelwright-connection-test'),
    read: answer => {
      const reading = dialect.readStatus(answer);
      return reading.kind === 'missing' ? { kind: 'accepted' } : verdictOf(reading);
    },
  };
}

function verdictOf(reading: AccountReading | ListReading | StatusReading | undefined): Verdict {
  switch (reading?.kind) {
    case 'keyRefused':
      return { kind: 'refused', error: reading.error };
    case 'missing':
    case undefined:
      return notOffered;
    case 'later':
      return { kind: 'unclear', error: reading.error };
    case 'account':
      return { kind: 'accepted', account: reading.account };
    default:
      return { kind: 'accepted' };
  }
}
