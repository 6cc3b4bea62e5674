// Makes one press of Generate one spend: what was shown is remembered with a token, and a token is good once.

/** What the form showed beside a token. */
export interface Shown {
  /** The service's id: forty credits here are not forty credits there. */
  readonly service: string;
  readonly clips: number;
  /** Undefined: no price was shown. */
  readonly price: string | undefined;
}

export type Grant =
  | { readonly kind: 'granted'; readonly shown: Shown }
  /** `used`: spent or overtaken by a press since. `busy`: another press is being worked on. `soon`: a second click of the same hand. */
  | { readonly kind: 'refused'; readonly reason: 'used' | 'busy' | 'soon' };

/** After clips were queued, presses within this time are the tail of a double click, in milliseconds. */
export const doubleClickMs = 700;
/** Tokens that may be outstanding: snapshots sent while a press is on its way. */
const outstanding = 64;

export class SpendGuard {
  readonly #shown = new Map<string, Shown>();
  #busy = false;
  #queuedAt = -Infinity;

  /** `now` in milliseconds, never going back; `newToken` unpredictable and never the same twice. */
  constructor(
    private readonly now: () => number,
    private readonly newToken: () => string,
  ) {}

  /** A token for a snapshot that shows `shown`. */
  issue(shown: Shown): string {
    const token = this.newToken();
    this.#shown.set(token, shown);
    for (const oldest of this.#shown.keys()) {
      if (this.#shown.size <= outstanding) break;
      this.#shown.delete(oldest);
    }
    return token;
  }

  /** Takes the token, and with it every token issued so far: no two of them can both spend. Call `end` when the press is answered. */
  begin(token: string): Grant {
    if (this.#busy) return { kind: 'refused', reason: 'busy' };
    const shown = this.#shown.get(token);
    if (!shown) return { kind: 'refused', reason: 'used' };
    if (this.now() - this.#queuedAt < doubleClickMs) return { kind: 'refused', reason: 'soon' };
    this.#shown.clear();
    this.#busy = true;
    return { kind: 'granted', shown };
  }

  /** The press is answered; `queued` where it became clips. Tokens shown meanwhile die with it. */
  end(queued: boolean): void {
    this.#busy = false;
    this.#shown.clear();
    if (queued) this.#queuedAt = this.now();
  }
}
