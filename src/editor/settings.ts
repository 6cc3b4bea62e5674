// The settings as the core reads them. Services and money are read from the user's settings alone, whatever a workspace says.

import * as vscode from 'vscode';
import type { PublicAccess, ServiceSettings, Settings } from '../core/ports';
import { readBaseUrl, unusableBaseUrl } from './baseUrl';
import { wholeNumberWithin } from './settingValues';

const section = 'reelwright';

/** The core's `Settings` over VS Code's configuration. */
export class EditorSettings implements Settings {
  service(id: string): ServiceSettings {
    const maxConcurrent = wholeNumberWithin(userValue(`services.${id}.maxConcurrent`), 1, 100);
    const requestsPerMinute = wholeNumberWithin(userValue(`services.${id}.requestsPerMinute`), 1, 10_000);
    const creditPrice = userValue(`services.${id}.creditPrice`);
    return {
      baseUrl: baseUrlOf(id),
      ...(typeof creditPrice === 'number' && creditPrice >= 0 && { creditPrice }),
      ...(maxConcurrent !== undefined && { maxConcurrent }),
      ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    };
  }

  publicAccess(): PublicAccess {
    const port = wholeNumberWithin(userValue('publicPort'), 1, 65_535);
    return { ...publicAddress(userValue('publicAddress')), ...(port !== undefined && { port }) };
  }

  onDidChange(listener: () => void): vscode.Disposable {
    const read = ['services', 'publicAddress', 'publicPort'].map(name => `${section}.${name}`);
    return vscode.workspace.onDidChangeConfiguration(event => {
      if (read.some(name => event.affectsConfiguration(name))) listener();
    });
  }
}

/** What is wrong with a service's base URL, in a sentence; undefined where nothing is, or the service has no such setting. */
export function baseUrlProblem(service: string): string | undefined {
  if (documentedBaseUrl(service) === undefined) return undefined;
  const read = readBaseUrl(userValue(`services.${service}.baseUrl`));
  return read.ok ? undefined : read.problem;
}

/** The base URL that the service's own page names: the setting's default. Undefined where a service has no such setting. */
export function documentedBaseUrl(service: string): string | undefined {
  return inspect<string>(`services.${service}.baseUrl`)?.defaultValue;
}

/** Empty where the service has no address (the sandbox); an address that never resolves where the setting cannot be used. */
export function baseUrlOf(service: string): string {
  if (documentedBaseUrl(service) === undefined) return '';
  const read = readBaseUrl(userValue(`services.${service}.baseUrl`));
  return read.ok ? read.url : unusableBaseUrl;
}

/** Like a base URL: https, or http on this machine for a service that runs here, too. Empty is not set. */
function publicAddress(value: unknown): Pick<PublicAccess, 'address' | 'problem'> {
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) return {};
  const read = readBaseUrl(value);
  if (read.ok) return { address: read.url };
  return { problem: vscode.l10n.t('The setting “{0}” cannot be used. {1}', 'reelwright.publicAddress', read.problem) };
}

/** A repository can set none of these, so the workspace's values are not even looked at. */
function userValue(key: string): unknown {
  const values = inspect<unknown>(key);
  return values?.globalValue ?? values?.defaultValue;
}

function inspect<T>(key: string) {
  return vscode.workspace.getConfiguration(section).inspect<T>(key);
}
