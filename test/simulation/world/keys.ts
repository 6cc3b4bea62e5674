// The keys that the user has set; now and then one is taken away and set again.

import type { Keys } from '../../../src/core/ports';
import type { Tongue } from './tongues';

export class KeyRing {
  private readonly missing = new Set<string>();
  private readonly listeners = new Set<(service: string) => void>();

  constructor(private readonly tongues: readonly Tongue[]) {}

  remove(service: string): void {
    this.missing.add(service);
    this.tell(service);
  }

  set(service: string): void {
    this.missing.delete(service);
    this.tell(service);
  }

  /** @param run a window's way to be called: not at all once it is dead */
  portFor(run: (callback: () => void) => void): Keys {
    return {
      get: async (service, origin) => {
        const tongue = this.tongues.find(candidate => candidate.service === service);
        if (tongue === undefined || tongue.origin !== origin || this.missing.has(service)) return undefined;
        return { key: tongue.key, from: 'secrets', fingerprint: `0000${service.length}aaaaaaa` };
      },
      onDidChange: listener => {
        const mine = (service: string) => run(() => listener(service));
        this.listeners.add(mine);
        return { dispose: () => this.listeners.delete(mine) };
      },
    };
  }

  private tell(service: string): void {
    for (const listener of this.listeners) listener(service);
  }
}
