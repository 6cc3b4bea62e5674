// Serves the stand-in services by hand, and prints the settings and keys that lead the extension to them.

import { parseArgs } from 'node:util';
import type { Behaviour, Recorded } from './http';
import { startSeedanceTv } from './seedance-tv';
import { startSeedanceapi } from './seedanceapi';
import type { StandIn, StandInOptions } from './stand-in';
import { startUsvideoPlatform } from './usvideo-platform';
import { startUsvideoReference } from './usvideo-reference';
import { startVibegen } from './vibegen';

interface Served {
  readonly name: string;
  /** The `<id>` of `reelwright.services.<id>.baseUrl`. */
  readonly setting: string;
  readonly start: (options: StandInOptions) => Promise<StandIn>;
}

const served: readonly Served[] = [
  { name: 'usvideo', setting: 'usvideo', start: startUsvideoReference },
  { name: 'usvideo-platform', setting: 'usvideo', start: startUsvideoPlatform },
  { name: 'seedance-tv', setting: 'seedance-tv', start: startSeedanceTv },
  { name: 'vibegen', setting: 'vibegen', start: startVibegen },
  { name: 'seedanceapi', setting: 'seedanceapi', start: startSeedanceapi },
];

const help = `Usage: npm run services -- [name ...] [--seconds <n>]
  name       ${served.map(each => each.name).join(', ')}; default: all
  --seconds  how long a job takes (default 8)
Words in a prompt steer it: [answer:502] answers the submit with that status, [drop] loses the connection after the
job was made, [fail] fails the job, [slow] makes it take a minute.`;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What the words of a prompt ask for. */
function steer(server: StandIn): (request: Recorded) => Behaviour | undefined {
  return request => {
    const words = request.body.toString('utf8');
    const status = Number(/\[answer:(\d{3})\]/.exec(words)?.[1] ?? 0);
    if (status > 0) return { answer: { status, json: asked(status) } };
    const edit: Behaviour['edit'] = honest => {
      const job = honest.status < 300 ? server.jobs.all.at(-1) : undefined;
      if (job && words.includes('[fail]')) job.failsWith = 'Content policy violation';
      if (job && words.includes('[slow]')) job.pace = { by: 'time', waiting: 10_000, rendering: 50_000 };
      return honest;
    };
    return words.includes('[drop]') ? { drop: 'afterWork' } : { edit };
  };
}

/** A body that is an error in every documented shape at once. */
function asked(status: number): object {
  const message = `The prompt asked for an answer of ${status}.`;
  return { detail: message, error: { code: `ASKED_${status}`, message } };
}

async function serve({ name, setting, start }: Served, seconds: number): Promise<StandIn> {
  const pace = { by: 'time', waiting: seconds * 200, rendering: seconds * 800 } as const;
  const server = await start({ pace });
  server.script(request => (request.endpoint === 'submit' ? steer(server) : undefined));
  say(`\n${name} (clips come from ${server.mediaOrigin})`);
  say(`  "reelwright.services.${setting}.baseUrl": "${server.baseUrl}",`);
  say(`  key: ${server.key}`);
  return server;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: 'string', default: '8' }, help: { type: 'boolean', default: false } },
  });
  const seconds = Number(values.seconds);
  const chosen = served.filter(each => positionals.length === 0 || positionals.includes(each.name));
  const unknown = positionals.filter(name => !served.some(each => each.name === name));
  if (values.help || unknown.length > 0 || !(seconds > 0)) {
    say(help);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  say('Paste a line into the user settings, then set the key with "Reelwright: Set API Key…". Ctrl-C ends it.');
  const servers: StandIn[] = [];
  for (const each of chosen) servers.push(await serve(each, seconds));
  const end = () => void Promise.all(servers.map(server => server.close()));
  process.once('SIGINT', end).once('SIGTERM', end);
}

await main();
