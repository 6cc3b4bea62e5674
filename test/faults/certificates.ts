// The certificates of the fault server: test-only, for this machine, see certificates/README.md.

import { readFileSync } from 'node:fs';

/** By way of the folder above, where the bundle of the host tests stands as well. */
function pem(name: string): string {
  return readFileSync(new URL(`../faults/certificates/${name}.pem`, import.meta.url), 'utf8');
}

/** To be trusted by the client under test. */
export const authority = pem('authority');

export const localhostIdentity = { cert: pem('localhost'), key: pem('localhost-key') };

/** Self-signed: no client trusts it. */
export const strangerIdentity = { cert: pem('stranger'), key: pem('stranger-key') };
