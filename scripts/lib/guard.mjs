// Runs one program in a process group of its own and ends the whole group when whoever asked for it is gone, however that came about.
import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });

process.on('disconnect', () => {
  if (process.platform === 'win32') child.kill();
  else process.kill(-process.pid, 'SIGKILL');
});
// These go to the whole group: the program ends in its own way, and this process after it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
child.on('error', () => process.exit(1));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
