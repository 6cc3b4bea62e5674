// One net for the services: the sandbox's addresses are answered in process, all others by the transport.

import type { Net } from '../ports';

/** `sandbox:` addresses go to `local`, which is asked for when the first one comes. */
export function splitNet(local: () => Promise<Net>, remote: Net): Net {
  const isLocal = (url: string) => url.startsWith('sandbox:');
  return {
    async exchange(request, signal) {
      return (isLocal(request.url) ? await local() : remote).exchange(request, signal);
    },
    async download(request, sink, signal) {
      return (isLocal(request.url) ? await local() : remote).download(request, sink, signal);
    },
  };
}
