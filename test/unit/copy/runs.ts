// Runs copied requests as a person would, against a server on this machine that writes down what reached it.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SentFile } from '../../../src/core/services/copy/sent';

export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly type: string | undefined;
  readonly body: string;
}

export interface Listener {
  readonly baseUrl: string;
  readonly arrived: Arrived[];
  close(): Promise<void>;
}

export async function listen(): Promise<Listener> {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const body = Buffer.concat(chunks).toString('utf8');
      arrived.push({ method, path: url, authorization: headers.authorization, type: headers['content-type'], body });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"job_1"}');
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    arrived,
    close: () => new Promise(resolve => server.close(() => resolve())),
  };
}

export function has(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

/** Runs every text as a program of its own kind, one after the other, in a folder that holds the files. */
export async function run(
  kind: 'bash' | 'node' | 'python',
  texts: readonly string[],
  files: readonly SentFile[],
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'reelwright-copy-'));
  try {
    for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes);
    const names = texts.map((text, index) => {
      const name = `${String(index).padStart(4, '0')}.${{ bash: 'sh', node: 'mjs', python: 'py' }[kind]}`;
      writeFileSync(join(folder, name), text);
      return name;
    });
    const [program, ...args] = commandOf(kind, names, folder);
    await finished(program ?? '', args, folder, environment);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function commandOf(kind: 'bash' | 'node' | 'python', names: readonly string[], folder: string): string[] {
  if (kind === 'bash') return ['bash', '-c', names.map(name => `bash ./${name} || exit 1`).join('\n')];
  if (kind === 'python') {
    writeFileSync(
      join(folder, 'all.py'),
      `import runpy\nfor name in ${JSON.stringify(names)}:\n    runpy.run_path(name)\n`,
    );
    writeFileSync(join(folder, 'requests.py'), requestsModule);
    return ['python3', 'all.py'];
  }
  writeFileSync(join(folder, 'all.mjs'), names.map(name => `await import('./${name}');\n`).join(''));
  return [process.execPath, 'all.mjs'];
}

/** As much of the requests package as the text uses, so that the test needs no installation. */
const requestsModule = `
import json as coder
import urllib.request

class Answer:
    def __init__(self, answer):
        self.status_code = answer.status
        self.text = answer.read().decode()

def post(url, headers=None, json=None, timeout=None, allow_redirects=True):
    assert allow_redirects is False
    given = {**(headers or {}), 'Content-Type': 'application/json'}
    body = coder.dumps(json).encode()
    asked = urllib.request.Request(url, data=body, headers=given, method='POST')
    with urllib.request.urlopen(asked, timeout=timeout) as answer:
        return Answer(answer)
`;

function finished(
  program: string,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  // Loopback must not go through a proxy of this machine.
  const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, NO_PROXY: '*', no_proxy: '*', ...environment };
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', code => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}: ${said}`))));
  });
}
