// The seams between the core and the world; a simulation replaces every one of them.

export interface Disposable {
  dispose(): void;
}

export interface Clock {
  /** Wall time in milliseconds since 1970; may jump. */
  now(): number;
  /** Milliseconds since an arbitrary start; never goes back, stands still while the machine sleeps on some systems. */
  elapsed(): number;
  /** Calls back once after `milliseconds` of elapsed time, unless disposed before. */
  after(milliseconds: number, callback: () => void): Disposable;
}

export interface Random {
  /** `count` unpredictable bytes. */
  bytes(count: number): Uint8Array;
}

/** An open file. Writes append at the end; nothing is durable before `sync`. */
export interface OpenFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Reads at most `length` bytes from `position`; fewer only at the end of the file. */
  read(position: number, length: number): Promise<Uint8Array>;
  size(): Promise<number>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The file system, one effect per call, so that a crash can be put between any two of them. All paths are absolute; errors carry Node’s code. */
export interface Files {
  /** `new` fails with `EEXIST` where the file is there; `append` creates it where it is not; `read` fails with `ENOENT`. */
  open(path: string, mode: 'new' | 'append' | 'read'): Promise<OpenFile>;
  read(path: string): Promise<Uint8Array>;
  /** Names of the entries; fails with `ENOENT` where the folder is not there. */
  list(folder: string): Promise<string[]>;
  size(path: string): Promise<number | undefined>;
  createFolder(path: string): Promise<void>;
  /** A hard link; fails with `EEXIST` where `to` is there, with `EPERM` or `ENOTSUP` where the file system has no links. */
  link(from: string, to: string): Promise<void>;
  /** Replaces `to` where it is there. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with all that is in it; no error where nothing is there. */
  remove(path: string): Promise<void>;
  /** Makes creations, renames and removals in `folder` durable. */
  syncFolder(folder: string): Promise<void>;
  /** Free bytes on the volume that holds `path`; undefined where the system does not say. */
  freeBytes(path: string): Promise<number | undefined>;
  /** Calls back with the names of entries that changed (undefined: unknown, look at all). */
  watch(folder: string, changed: (name: string | undefined) => void): Disposable;
}

/** A request as a service's codec writes it: relative to the service's base URL, without the key. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Begins with `/`; joined to the base URL. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Whether the service's key goes with it; default true. */
  readonly authorized?: boolean;
}

/** An answer as a service's codec reads it. Header names are in lower case. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** At most 5 MB, decoded as UTF-8. */
  readonly text: string;
  /** It came from another origin than was asked, after a redirect and so without the key: no word of the service's about the job or the key. */
  readonly elsewhere?: true;
}

/** A request as it goes out: absolute, with its credentials. Never logged whole. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'HEAD';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Header names (lower case) that must not leave the first origin, also not after a redirect. */
  readonly credentialHeaders?: readonly string[];
  /**
   * True for a request that costs money: a fresh connection, never resent by anybody, no redirect followed,
   * no second route after a byte was written.
   */
  readonly once?: boolean;
  /** From the first step to the last byte of the answer; default 60,000. */
  readonly timeoutMs?: number;
  /** Bytes of answer taken before the exchange fails with `too-large`; default 5,000,000. */
  readonly maxBytes?: number;
}

export type NetFailure =
  | 'unreachable' // name, refusal, no route, TLS or proxy refused: see `detail`
  | 'untrusted' // the certificate
  | 'closed' // the connection ended before the answer did
  | 'timeout'
  | 'too-large'
  | 'blocked' // the address is one that we do not talk to
  | 'aborted'
  | 'malformed'; // not HTTP

/** What became of a request. `sent` says whether any byte of it was written to a connection that stood; read it before the status. */
export type Exchange =
  | { readonly kind: 'answer'; readonly sent: boolean; readonly answer: HttpAnswer }
  | { readonly kind: 'failure'; readonly sent: boolean; readonly failure: NetFailure; readonly detail: string };

export interface DownloadRequest {
  readonly url: string;
  /** First byte wanted; 0 for the whole file. */
  readonly offset: number;
  /** A strong ETag of the earlier part, for `If-Range`. */
  readonly etag?: string;
  /** Loopback over http is allowed: only where the service's own base URL is loopback. */
  readonly allowLoopback: boolean;
  /** Silence after which it fails with `timeout`; default 30,000. */
  readonly stallMs?: number;
  /** Total bytes after which it fails with `too-large`; default 4 GB. */
  readonly maxBytes?: number;
}

/** Takes a download as it arrives; a returned promise is waited for (back pressure). */
export interface DownloadSink {
  /** Called once, before any byte. `offset` is where the bytes begin: 0 after a 200. `total` is the whole file's length where told. */
  begin(head: {
    readonly offset: number;
    readonly total?: number;
    readonly etag?: string;
    readonly type?: string;
  }): Promise<void>;
  write(bytes: Uint8Array): Promise<void>;
}

export type DownloadEnd =
  | { readonly kind: 'whole' }
  /** A status other than 200 and 206: 403, 404 and 410 ask for a fresh link. */
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfterMs?: number }
  | { readonly kind: 'failure'; readonly failure: NetFailure; readonly detail: string };

/** The network. Neither method throws, but for an error of the sink, which is passed on. */
export interface Net {
  exchange(request: WireRequest, signal?: AbortSignal): Promise<Exchange>;
  download(request: DownloadRequest, sink: DownloadSink, signal?: AbortSignal): Promise<DownloadEnd>;
}

/** A service's key as the editor hands it over for one use. Only `pipeline/wire.ts` reads `key`. */
export interface ServiceKey {
  readonly key: string;
  readonly from: 'secrets' | 'environment';
  /** Twelve hex digits that tell keys apart and give nothing away. */
  readonly fingerprint: string;
}

export interface Keys {
  /** The key for a service at an origin; undefined where none was entered for that origin. */
  get(service: string, origin: string): Promise<ServiceKey | undefined>;
  /** Fires when a key was set, replaced or removed, in any window. */
  onDidChange(listener: (service: string) => void): Disposable;
}

export interface ServiceSettings {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** Undefined: the documented figure. */
  readonly maxConcurrent?: number;
  readonly requestsPerMinute?: number;
  /** US dollars per credit. */
  readonly creditPrice?: number;
}

/** Where the internet reaches this editor: the user's tunnel, or a forwarded port made public. */
export interface PublicAccess {
  /** Without a trailing slash; absent: not set, or not usable. */
  readonly address?: string;
  /** Why the one that is set cannot be used, as a sentence. */
  readonly problem?: string;
  /** The port on 127.0.0.1 that it leads to; absent: the documented one. 0: any free one, which no tunnel knows. */
  readonly port?: number;
}

export interface Settings {
  service(id: string): ServiceSettings;
  publicAccess?(): PublicAccess;
  onDidChange(listener: () => void): Disposable;
}

/** What the user allowed once, remembered for each service. */
export interface Consents {
  /** Pictures may be sent as `data:` URLs, which the service does not document. */
  allowsDataUrl(service: string): boolean;
  /** `allowed` false takes it back. */
  allowDataUrl(service: string, allowed?: boolean): Promise<void>;
}

/** The secrets with which services sign their callbacks; kept like keys, and for the origin that they were entered or made for. */
export interface CallbackSecrets {
  get(service: string, origin: string): Promise<string | undefined>;
  set(service: string, origin: string, secret: string): Promise<void>;
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Lines carry facts as fields; values are redacted by the sink. Never pass a key, a body or a header. */
export interface Log {
  write(
    level: LogLevel,
    message: string,
    facts?: Readonly<Record<string, string | number | boolean | undefined>>,
  ): void;
}

export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  readonly net: Net;
  readonly keys: Keys;
  readonly settings: Settings;
  readonly log: Log;
  /** Absent: nothing was allowed, and nobody can be asked. */
  readonly consents?: Consents;
  /** Absent: no callback can be verified. */
  readonly callbackSecrets?: CallbackSecrets;
}
