// What the Services tree says of a service: plain facts, worst news first. Knows no editor.

import * as l10n from '@vscode/l10n';
import type { ServiceState, Spending, SpendingSum } from '../../../core/engine';
import { costText, dollarsText, momentText, secondsText } from '../texts';

/** What is known of a service besides its state. */
export interface ServiceKnowledge {
  readonly state: ServiceState;
  readonly spending: Spending;
  /** Seconds that its jobs usually took here; undefined while too few are known. */
  readonly usual: number | undefined;
  /** Requests a minute and jobs at once that are kept to: the settings, else what its page says. */
  readonly limits?: { readonly requestsPerMinute?: number | undefined; readonly concurrentJobs?: number | undefined };
  /** What is wrong with its base URL setting. */
  readonly addressProblem: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export type FactName =
  | 'address'
  | 'paused'
  | 'key'
  | 'balance'
  | 'account'
  | 'today'
  | 'month'
  | 'success'
  | 'usual'
  | 'left'
  | 'limits'
  | 'pictures'
  | 'origin';

export interface ServiceFact {
  readonly name: FactName;
  readonly label: string;
  readonly value: string;
  /** A codicon. */
  readonly icon: string;
  readonly warning?: boolean;
}

/** The lines below a service. */
export function serviceFacts(known: ServiceKnowledge): readonly ServiceFact[] {
  const { state, spending, usual, now } = known;
  const facts: (ServiceFact | undefined)[] = [
    warning('address', l10n.t('Base URL'), known.addressProblem),
    warning('paused', l10n.t('Paused'), pausedText(state, now)),
    fact('key', l10n.t('API key'), keyText(state), 'key'),
    fact('balance', l10n.t('Balance'), balanceText(state, now), 'credit-card'),
    fact('account', l10n.t('Account'), accountText(state), 'account'),
    fact('today', l10n.t('Spent today'), spentText(spending.today), 'graph'),
    fact('month', l10n.t('Spent this month'), spentText(spending.month), 'graph'),
    fact('success', l10n.t('Success this month'), successText(spending.month), 'pass'),
    fact('usual', l10n.t('Usual time'), usual === undefined ? undefined : secondsText(usual), 'clock'),
    fact('left', l10n.t('Requests left'), leftText(state, now), 'dashboard'),
    fact('limits', l10n.t('Limits'), limitsText(known.limits), 'dashboard'),
    fact('pictures', l10n.t('First frames'), state.dataUrlAllowed ? dataUrlText() : undefined, 'file-binary'),
    fact('origin', l10n.t('Address'), addressText(state, known.addressProblem), 'globe'),
  ];
  return facts.filter(line => line !== undefined);
}

/** What the service's own row says beside its name. */
export function serviceSummary(known: ServiceKnowledge): string {
  const { state, now } = known;
  if (known.addressProblem !== undefined) return l10n.t('base URL cannot be used');
  const balance = state.account?.balance;
  const parts = [pausedText(state, now) ?? shortKeyText(state), balance && costText(balance)];
  return parts.filter(Boolean).join(' · ');
}

/** A codicon for the service's own row, and whether it stands for trouble. */
export function serviceIcon(known: ServiceKnowledge): { readonly icon: string; readonly warning: boolean } {
  const { key, paused } = known.state;
  if (known.addressProblem !== undefined || paused) return { icon: 'warning', warning: true };
  if (key === undefined) return { icon: 'beaker', warning: false };
  return { icon: key === 'missing' ? 'circle-large-outline' : 'pass', warning: false };
}

/** `service;key=secrets;can=setKey,removeKey,test`: what the manifest's menus match against. */
export function serviceContext({ service, key, dialect, dataUrlAllowed }: ServiceState): string {
  const can: string[] = [];
  if (key === 'secrets' || key === 'environment') can.push('test', ...(dialect.list === undefined ? [] : ['sync']));
  if (service.key) can.push('setKey');
  if (key === 'secrets') can.push('removeKey');
  if (dialect.callback?.signature?.secret === 'dashboard') can.push('signsCallbacks');
  if (service.dashboardUrl !== undefined) can.push('dashboard');
  if (service.billingUrl !== undefined) can.push('billing');
  if (dataUrlAllowed) can.push('forbidDataUrl');
  return `service;key=${key ?? 'none'};can=${can.join(',')}`;
}

/** What is said aloud: the summary and every fact. */
export function spokenService(known: ServiceKnowledge): string {
  const facts = serviceFacts(known).map(({ label, value }) => `${label}: ${value}`);
  return [known.state.service.name, serviceSummary(known), ...facts].filter(Boolean).join(', ');
}

function fact(name: FactName, label: string, value: string | undefined, icon: string): ServiceFact | undefined {
  return value === undefined ? undefined : { name, label, value, icon };
}

function warning(name: FactName, label: string, value: string | undefined): ServiceFact | undefined {
  return value === undefined ? undefined : { name, label, value, icon: 'warning', warning: true };
}

function keyText({ service, key }: ServiceState): string {
  switch (key) {
    case 'secrets':
      return l10n.t('set, in the secret storage');
    case 'environment':
      return l10n.t('from {0}', service.key?.environmentVariable ?? '');
    case 'missing':
      return l10n.t('not set');
    case undefined:
      return l10n.t('needs none');
  }
}

/** `key set`, `key from the environment`, `no key`, `needs no key`. */
export function shortKeyText({ key }: Pick<ServiceState, 'key'>): string {
  switch (key) {
    case 'secrets':
      return l10n.t('key set');
    case 'environment':
      return l10n.t('key from the environment');
    case 'missing':
      return l10n.t('no key');
    case undefined:
      return l10n.t('needs no key');
  }
}

function pausedText({ paused }: ServiceState, now: number): string | undefined {
  if (!paused) return undefined;
  const until = paused.until === undefined || paused.until <= now ? undefined : momentText(paused.until, now);
  switch (paused.reason) {
    case 'key':
      return l10n.t('the key was refused');
    case 'rate':
      return until === undefined ? l10n.t('waits for the rate limit') : l10n.t('waits until {0}', until);
    case 'credits':
      return l10n.t('no balance left');
    case 'offline':
      return l10n.t('cannot be reached');
  }
}

function balanceText({ account, accountAt }: ServiceState, now: number): string | undefined {
  if (!account?.balance) return undefined;
  const balance = costText(account.balance);
  return accountAt === undefined ? balance : l10n.t('{0} at {1}', balance, momentText(accountAt, now));
}

function spentText({ usd, credits }: SpendingSum): string | undefined {
  const parts = [usd > 0 && dollarsText(usd), credits > 0 && costText({ amount: credits, unit: 'credits' })];
  return parts.filter(Boolean).join(' + ') || undefined;
}

function successText({ finished, failed }: SpendingSum): string | undefined {
  const all = finished + failed;
  if (all === 0) return undefined;
  return l10n.t('{0} % ({1} of {2})', Math.floor((finished / all) * 100), finished, all);
}

/** What the last answer's headers said, as long as it holds: after its end there are more again. */
function leftText({ limitsLeft }: ServiceState, now: number): string | undefined {
  if (limitsLeft?.remaining === undefined) return undefined;
  const { remaining, limit, resetAt } = limitsLeft;
  if (resetAt !== undefined && resetAt <= now) return undefined;
  const left = limit === undefined ? String(remaining) : l10n.t('{0} of {1}', remaining, limit);
  return resetAt === undefined ? left : l10n.t('{0} until {1}', left, momentText(resetAt, now));
}

function limitsText({ requestsPerMinute, concurrentJobs }: NonNullable<ServiceKnowledge['limits']> = {}) {
  const parts = [
    requestsPerMinute === undefined ? undefined : l10n.t('{0} requests a minute', requestsPerMinute),
    concurrentJobs === undefined
      ? undefined
      : concurrentJobs === 1
        ? l10n.t('1 job at once')
        : l10n.t('{0} jobs at once', concurrentJobs),
  ].filter(part => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' · ');
}

/** What the service counts over the account's whole life. */
function accountText({ account }: ServiceState): string | undefined {
  const { email, jobs, spent } = account ?? {};
  const parts = [
    email,
    jobs === undefined ? undefined : jobs === 1 ? l10n.t('1 job') : l10n.t('{0} jobs', jobs),
    spent === undefined ? undefined : l10n.t('{0} spent in all', costText(spent)),
  ].filter(part => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' · ');
}

function dataUrlText(): string {
  return l10n.t('may be sent as data: URLs');
}

/** Said only where it is not the documented one. */
function addressText({ service, baseUrl }: ServiceState, problem: string | undefined): string | undefined {
  return problem !== undefined || baseUrl === service.defaultBaseUrl || baseUrl === '' ? undefined : baseUrl;
}
