// A paid job of the packaged extension into each fault: what its state says is what the service saw, and it is paid for once.
import assert from 'node:assert/strict';
import { proxyFor } from '../../../src/editor/proxy';
import type { Job, JobState } from '../../../src/api';
import type { ProxyMode, TestProxy } from '../../faults/proxy';
import { answer } from '../../faults/server';
import { startTripwire, type Tripwire } from '../../faults/tripwire';
import { startUsvideoReference } from '../../services/usvideo-reference';
import type { StandIn } from '../../services/stand-in';
import { test } from '../harness/suite';
import { api, atOnce, usvideoVariable, withSetting } from '../reelwright';
import { startFront, type Front, type Trouble } from './front';
import { withHttpProxy } from './ways';

const key = 'sd_host_key_51';

interface Case extends Trouble {
  readonly name: string;
  /** Nobody listens at the door. */
  readonly absent?: true;
  /** What the proxy does with CONNECT; only on the way through it. */
  readonly proxy?: ProxyMode;
  /** Whether any byte of the paid request arrives, and whether the service makes a job of it. */
  readonly sent: boolean;
  readonly made: boolean;
}

const unsent = { sent: false, made: false };

const cases: readonly Case[] = [
  { name: 'refused', absent: true, ...unsent },
  { name: 'reset at accept', onAccept: socket => (socket.resetAndDestroy(), 'stop'), ...unsent },
  {
    name: 'reset in the handshake',
    onAccept: socket => {
      socket.once('data', () => socket.resetAndDestroy());
      return 'stop';
    },
    ...unsent,
  },
  { name: 'CONNECT refused with 403', proxy: 403, ...unsent },
  { name: 'CONNECT refused with 407', proxy: 407, ...unsent },
  { name: 'CONNECT refused with 502', proxy: 502, ...unsent },
  { name: 'reset after the body', onSubmit: peer => peer.reset(), sent: true, made: false },
  {
    name: 'reset after the body, which the service got',
    onSubmit: async (peer, pass) => {
      await pass();
      peer.reset();
    },
    sent: true,
    made: true,
  },
  {
    name: 'a bare 502',
    onSubmit: peer => peer.end(answer('502 Bad Gateway', '<html>502</html>', ['content-type: text/html'])),
    sent: true,
    made: false,
  },
  {
    name: 'a bare 502, though the service got it',
    onSubmit: async (peer, pass) => {
      await pass();
      peer.end(answer('502 Bad Gateway', '<html>502</html>', ['content-type: text/html']));
    },
    sent: true,
    made: true,
  },
  {
    name: 'an answer that is cut',
    onSubmit: async (peer, pass) => {
      const whole = await pass();
      peer.end(whole.subarray(0, whole.length - 20));
    },
    sent: true,
    made: true,
  },
];

interface Follower {
  /** Resolves once the states that the job went through are as wanted. */
  until(id: string, wanted: (states: readonly JobState[]) => boolean): Promise<Job>;
  dispose(): void;
}

/** To be called before the job is queued. */
async function follow(): Promise<Follower> {
  const seen = new Map<string, JobState[]>();
  let look: () => void = () => undefined;
  const listening = (await api()).onDidChangeJob(job => {
    seen.set(job.id, [...(seen.get(job.id) ?? []), job.state]);
    look();
  });
  return {
    until: async (id, wanted) => {
      while (!wanted(seen.get(id) ?? [])) await new Promise<void>(resolve => (look = resolve));
      const job = await (await api()).job(id);
      assert.ok(job);
      return job;
    },
    dispose: () => listening.dispose(),
  };
}

/** It was tried, and is no longer being tried. */
function wasTried(states: readonly JobState[]): boolean {
  return states.includes('submitting') && states.at(-1) !== 'submitting';
}

/** A job that met its fault and is over it; it goes on by itself. */
interface Struck {
  readonly named: Case;
  readonly id: string;
  readonly service: StandIn;
  readonly front: Front;
  readonly tripwire: Tripwire | undefined;
}

async function strike(named: Case, host: string, jobs: Follower, proxy: TestProxy | undefined): Promise<Struck> {
  const service = await startUsvideoReference({ key, pace: atOnce });
  let front = await startFront(service, named);
  if (named.absent) await front.close();
  if (named.proxy !== undefined) proxy?.become(named.proxy, front.port);
  const tripwire = proxy && (await startTripwire(host, front.port));
  const baseUrl = `https://${host}:${front.port}/v1`;
  const id = await withSetting('reelwright.services.usvideo.baseUrl', baseUrl, async () => {
    const [queued] = await (await api()).generate({ service: 'usvideo', prompt: `Sent into: ${named.name}` });
    assert.ok(queued);
    const job = await jobs.until(queued.id, wasTried);
    assert.equal(job.state, named.sent ? 'inDoubt' : 'queued', `${named.name}: ${job.error?.message}`);
    assert.deepEqual([front.submits, service.posts], [named.sent ? 1 : 0, named.made ? 1 : 0], named.name);
    if (named.absent) front = await startFront(service, {}, front.port);
    proxy?.become('tunnel', front.port);
    front.heal();
    // What was not sent goes where the setting leads then; what was sent is followed where it is.
    if (!named.sent) await jobs.until(queued.id, states => !['queued', 'submitting'].includes(states.at(-1) ?? ''));
    return queued.id;
  });
  return { named, id, service, front, tripwire };
}

/** What was never sent is sent and paid for once; what the service made is found in its list; what it never made waits for the user. */
async function settle({ named, id, service, front, tripwire }: Struck, jobs: Follower): Promise<void> {
  if (named.sent) await front.listed;
  const end = named.sent && !named.made ? 'inDoubt' : 'completed';
  await jobs.until(id, states => states.at(-1) === end);
  assert.deepEqual([front.submits, service.paidJobs.length], [1, end === 'completed' ? 1 : 0], named.name);
  assert.equal(tripwire?.connections ?? 0, 0, 'went around the proxy');
}

async function allAgree(host: string, proxy?: TestProxy): Promise<void> {
  process.env[usvideoVariable] = key;
  const jobs = await follow();
  const struck: Struck[] = [];
  try {
    for (const named of cases)
      if (proxy !== undefined || named.proxy === undefined) struck.push(await strike(named, host, jobs, proxy));
    for (const each of struck) await settle(each, jobs);
    // Those that still wait were not sent again while the others were made.
    for (const { named, front } of struck) assert.equal(front.submits, 1, named.name);
  } finally {
    jobs.dispose();
    delete process.env[usvideoVariable];
    for (const { service, front, tripwire } of struck)
      await Promise.all([service.close(), front.close(), tripwire?.close()]);
  }
}

test('directly: a job waits exactly where nothing arrived, and nothing is paid for twice', async () => {
  assert.equal(proxyFor('https://localhost:8443'), false);
  await allAgree('localhost');
}, 90);

test('through http.proxy: a job waits exactly where nothing arrived, and nothing is paid for twice', async () => {
  await withHttpProxy(proxy => allAgree('127.0.0.2', proxy));
}, 90);
