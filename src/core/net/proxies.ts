// Whether the editor would use a proxy for an address: the editor's own rules, so that no request goes around a proxy that it would take.

import { hostOf } from './addresses';

export interface ProxySettings {
  /** `http.proxySupport`. */
  readonly support: string | undefined;
  /** `http.proxy`. */
  readonly proxy: string | undefined;
  /** `http.noProxy`. */
  readonly exceptions: readonly string[];
}

/** Never sent to a proxy by the editor; written otherwise (127.0.0.2, ::ffff:7f00:1) they are. */
const ownNames = ['localhost', '127.0.0.1', '::1'];

/**
 * Whether the editor would, or might, use a proxy for `url`. In doubt true: then the request goes through the editor,
 * which decides for itself. `environment` is read at each call, though the editor reads its own but once.
 */
export function needsProxy(
  url: URL,
  { support, proxy, exceptions }: ProxySettings,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  if (support === 'off' || support === '') return false;
  if (ownNames.includes(hostOf(url))) return false;
  const variable = (name: string) => environment[name] || environment[name.toUpperCase()] || '';
  // The environment's exceptions count only where the setting names none.
  const without = exceptions.length > 0 ? exceptions : variable('no_proxy').split(',');
  if (isException(url, without)) return false;
  if ((proxy ?? '').trim() !== '') return true;
  // `http_proxy` counts for https as well. Of `all_proxy` only the system's own settings know.
  return ['https_proxy', 'http_proxy', 'all_proxy'].some(name => variable(name) !== '');
}

/** An entry is `name`, `.name` or `name:port`, and covers what lies below the name; `*` covers everything, but `*.name` nothing. */
function isException(url: URL, entries: readonly string[]): boolean {
  if (entries.includes('*')) return true;
  const host = `.${hostOf(url)}`;
  const port = url.port === '' ? '443' : url.port;
  return entries.some(entry => {
    const [name = '', only = ''] = entry.trim().toLowerCase().split(':');
    if (name === '' || (only !== '' && only !== port)) return false;
    return host.endsWith(name.startsWith('.') ? name : `.${name}`);
  });
}
