// Starts other programs: to their end with their output kept, or as a group that can be ended whole.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, timeout?: number }} [options] `show` passes the output through;
 *   `timeout` in milliseconds ends the program and all that it started
 * @returns {Promise<{ code: number, output: string }>} the exit code (1 if it died of a signal or could not start), and what it wrote unless shown
 */
export async function run(command, args, options = {}) {
  const stdio = options.show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'];
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio,
    detached: process.platform !== 'win32',
  });
  const forget = endWithThisProcess(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', text => (output += text));
  const timer = options.timeout && setTimeout(() => killGroup(child.pid, 'SIGKILL'), options.timeout);
  const code = await new Promise(resolve => {
    child.on('error', error => {
      output += error.message;
      resolve(1);
    });
    child.on('close', exitCode => resolve(exitCode ?? 1));
  });
  clearTimeout(timer);
  forget();
  return { code, output };
}

/** As `run`, but a failure throws, with the last lines of the output. */
export async function runOrThrow(command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0)
    throw new Error(
      `${command} ${args.join(' ')} failed (${code}):\n${output.trim().split('\n').slice(-15).join('\n')}`,
    );
  return output;
}

/** Sends a signal to a process started with `detached` and to everything it started. */
export function killGroup(pid, signal) {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Ends a process group: asks, waits up to `patience` milliseconds, then insists. Returns when nothing of it is left. */
export async function endGroup(pid, patience = 4000) {
  killGroup(pid, 'SIGTERM');
  for (const end = Date.now() + patience; Date.now() < end; await wait(50)) {
    if (!killGroup(pid, 0)) return;
  }
  killGroup(pid, 'SIGKILL');
  for (let round = 0; round < 40 && killGroup(pid, 0); round++) await wait(50);
}

const started = new Set();
process.on('exit', () => {
  for (const child of started) killGroup(child.pid, 'SIGKILL');
});

/** Makes sure that a child's whole group ends when this process does; call the answer once it has ended by itself. */
export function endWithThisProcess(child) {
  started.add(child);
  return () => void started.delete(child);
}

const nothing = () => {};
let interrupted = nothing;

/**
 * Calls `action` when this process is asked to end: by a signal, or because its parent is gone. The latest action counts.
 * @param {(signal: string) => void} action
 */
export function onInterrupt(action) {
  const isFirst = interrupted === nothing;
  interrupted = action;
  if (!isFirst) return;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => interrupted(signal));
  if (process.connected) process.on('disconnect', () => interrupted('disconnect'));
  process.channel?.unref();
  watchParent();
}

/** Without a channel to them, the only sign of ancestors killed outright (npm, and the shell that it puts between) is that others take their place. */
function watchParent() {
  const line = ancestors();
  setInterval(() => ancestors() === line || interrupted('disconnect'), 1000).unref();
}

function ancestors() {
  try {
    return `${process.ppid} ${readFileSync(`/proc/${process.ppid}/stat`, 'utf8').split(') ')[1].split(' ')[1]}`;
  } catch {
    return String(process.ppid);
  }
}

/** Whether a process of that id is there. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
