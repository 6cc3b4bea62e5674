// The services' API keys: in the editor's secret storage, each bound to the origin that it was entered for.

import { createHash } from 'node:crypto';
import type * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { RequestError } from '../core/engine';
import { shortestSecret } from '../core/net/redact';
import type { Disposable, Keys, ServiceKey } from '../core/ports';
import type { KeyStore } from './app';
import { readBaseUrl, unusableBaseUrl } from './baseUrl';

const prefix = 'reelwright.key.';

export interface SecretsSeams {
  readonly storage: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete' | 'onDidChange'>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The service's address as it is set now; empty for a service that has none. */
  readonly baseUrl: (service: string) => string;
  /** The address that the service's own page names; undefined for a service that has none. */
  readonly documentedBaseUrl: (service: string) => string | undefined;
  /** Told every key before anybody else is, so that it can never be written to the log. */
  readonly remember: (secret: string) => void;
}

/** Both doors to the keys: the core's (a key for one use) and the views' (only whether there is one, and from where). */
export class Secrets implements Keys, KeyStore {
  constructor(private readonly seams: SecretsSeams) {}

  async get(service: string, origin: string): Promise<ServiceKey | undefined> {
    const stored = await this.seams.storage.get(storageName(service, origin));
    if (stored) return this.hand(service, origin, stored, 'secrets');
    const given = this.fromEnvironment(service, origin);
    return given === undefined ? undefined : this.hand(service, origin, given, 'environment');
  }

  onDidChange(listener: (service: string) => void): Disposable {
    return this.seams.storage.onDidChange(({ key }) => {
      const service = serviceOf(key);
      if (service !== undefined) listener(service);
    });
  }

  async source(service: string): Promise<'secrets' | 'environment' | undefined> {
    const origin = this.origin(service);
    return origin === undefined ? undefined : (await this.get(service, origin))?.from;
  }

  /** @throws RequestError `not-possible` where the service's address cannot be used, `invalid-request` where that is no key */
  async set(service: string, key: string): Promise<void> {
    const cleaned = cleanKey(key);
    this.seams.remember(cleaned);
    const problem = keyProblem(cleaned);
    if (problem !== undefined) throw new RequestError('invalid-request', problem);
    const origin = this.origin(service);
    if (origin === undefined) {
      throw new RequestError(
        'not-possible',
        l10n.t('No key was kept: the base URL of {0} in the settings cannot be used. Correct it first.', service),
      );
    }
    await this.seams.storage.store(storageName(service, origin), cleaned);
  }

  /** Removes the stored key of the present origin; one in the environment stays. */
  async remove(service: string): Promise<void> {
    const origin = this.origin(service);
    if (origin !== undefined) await this.seams.storage.delete(storageName(service, origin));
  }

  remember(secret: string): void {
    this.seams.remember(secret);
  }

  private origin(service: string): string | undefined {
    const baseUrl = this.seams.baseUrl(service);
    if (baseUrl === unusableBaseUrl) return undefined;
    const read = readBaseUrl(baseUrl);
    return read.ok ? read.origin : undefined;
  }

  /** Only for the documented origin and this machine: a changed address must not be handed a key that nobody entered for it. */
  private fromEnvironment(service: string, origin: string): string | undefined {
    const documented = this.seams.documentedBaseUrl(service);
    if (documented === undefined) return undefined;
    const read = readBaseUrl(origin);
    if (!read.ok || !(read.loopback || read.origin === new URL(documented).origin)) return undefined;
    const key = cleanKey(this.seams.environment[environmentVariable(service)] ?? '');
    return keyProblem(key) === undefined ? key : undefined;
  }

  private hand(service: string, origin: string, key: string, from: ServiceKey['from']): ServiceKey {
    this.seams.remember(key);
    return { key, from, fingerprint: fingerprint(service, origin, key) };
  }
}

/** `REELWRIGHT_SEEDANCE_TV_API_KEY` for `seedance-tv`. */
export function environmentVariable(service: string): string {
  return `REELWRIGHT_${service.toUpperCase().replaceAll('-', '_')}_API_KEY`;
}

/** Twelve hex digits that tell keys apart and give nothing away; another origin, another fingerprint. */
export function fingerprint(service: string, origin: string, key: string): string {
  return createHash('sha256').update(`reelwright key\n${service}\n${origin}\n${key}`).digest('hex').slice(0, 12);
}

/** A key as people paste it, without what came along: line breaks, quotes, `Authorization: Bearer`. */
export function cleanKey(pasted: string): string {
  return pasted
    .trim()
    .replace(/^["'`]|["'`]$/g, '')
    .trim()
    .replace(/^authorization\s*:/i, '')
    .trim()
    .replace(/^bearer(\s+|$)/i, '')
    .replaceAll(/[\s\u200B-\u200D\u2060\uFEFF]+/g, '');
}

/** Why that cannot be a key; undefined where it can. Takes a cleaned key and never repeats it. */
export function keyProblem(key: string): string | undefined {
  if (key === '') return l10n.t('Paste the key that the service shows you.');
  if (key.length < shortestSecret) return l10n.t('That is too short for a key. Copy it once more from the service.');
  if (key.length > 4096) return l10n.t('That is too long for a key. Copy only the key from the service.');
  if (!/^[\x21-\x7E]+$/.test(key)) {
    return l10n.t('That contains characters that no key has. Copy only the key from the service.');
  }
  return undefined;
}

function storageName(service: string, origin: string): string {
  return `${prefix}${service}@${origin}`;
}

function serviceOf(name: string): string | undefined {
  const end = name.indexOf('@');
  return name.startsWith(prefix) && end > prefix.length ? name.slice(prefix.length, end) : undefined;
}
