// A TLS door before a stand-in service, which passes requests on until it is told to do something else with the paid one.
import net from 'node:net';
import { localhostIdentity } from '../../faults/certificates';
import { startFaultServer, type Fault, type FaultServer, type Peer, type Visit } from '../../faults/server';
import { signal } from '../../faults/signal';
import type { StandIn } from '../../services/stand-in';

/** What happens to a paid request at the door. `pass` hands it to the service and gives what that answered. */
export interface Trouble {
  /** Before TLS; every connection meets it. */
  readonly onAccept?: Fault['onAccept'];
  readonly onSubmit?: (peer: Peer, pass: () => Promise<Buffer>) => void | Promise<void>;
}

export interface Front {
  readonly port: number;
  /** Paid requests of which any byte arrived. */
  readonly submits: number;
  /** Requests for the list that were passed on and answered. */
  readonly listed: Promise<void>;
  /** From now on everything is passed on. */
  heal(): void;
  close(): Promise<void>;
}

/** Opens the door on a port chosen by the system, or on `port`. */
export async function startFront(service: StandIn, trouble: Trouble, port = 0): Promise<Front> {
  let healed = false;
  const listed = signal();
  const server: FaultServer = await startFaultServer(
    {
      onAccept: socket => (healed ? undefined : trouble.onAccept?.(socket)),
      onRequest: async (peer, visit) => {
        const pass = () => passOn(service, visit);
        if (!healed && isSubmit(visit) && trouble.onSubmit !== undefined) return trouble.onSubmit(peer, pass);
        peer.end(await pass());
        if (isList(visit)) listed.fire();
      },
    },
    { tls: localhostIdentity, port },
  );
  return {
    port: server.port,
    get submits() {
      return server.visits.filter(isSubmit).length;
    },
    listed: listed.promise,
    heal: () => void (healed = true),
    close: () => server.close(),
  };
}

function isSubmit({ bytes }: Visit): boolean {
  return bytes.subarray(0, 5).toString() === 'POST ';
}

function isList({ head }: Visit): boolean {
  return head?.startsWith('GET /v1/videos?') === true;
}

/** The service sees the very bytes that arrived; the answer ends with the connection, as every request asks. */
function passOn(service: StandIn, visit: Visit): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const socket = net.connect(Number(new URL(service.baseUrl).port), '127.0.0.1', () => socket.write(visit.bytes));
    socket.on('data', (bytes: Buffer) => pieces.push(bytes));
    socket.once('error', reject);
    socket.once('end', () => resolve(Buffer.concat(pieces)));
  });
}
