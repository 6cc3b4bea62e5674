// Finds a Chromium that decodes H.264 (Playwright's own does not), or installs Debian's where this user may.
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { run } from './processes.mjs';
import { say } from './say.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const fixedPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** How every test starts it: nothing that talks to the outside, nothing that asks. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/**
 * The path of a browser: `REELWRIGHT_CHROMIUM`, else one that is installed, else (as root on Debian and its kin) installed now.
 * @throws with what to install
 */
export async function installChromium() {
  const found = await findChromium();
  if (found) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && (await run('apt-get', ['--version'])).code === 0) {
    say('Installing Chromium …');
    await aptInstall('chromium');
    const installed = await findChromium();
    if (installed) return installed;
  }
  throw new Error(
    'The tests need Chromium or Chrome. Install it (Debian, Ubuntu: apt-get install chromium) or set REELWRIGHT_CHROMIUM to its path.',
  );
}

async function findChromium() {
  if (process.env.REELWRIGHT_CHROMIUM) return process.env.REELWRIGHT_CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter).concat('/usr/bin', '/snap/bin');
  for (const path of [...names.flatMap(name => folders.map(folder => join(folder, name))), ...fixedPlaces]) {
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function aptInstall(name) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (let attempt = 1; attempt <= 3; attempt++) {
    await run('apt-get', ['update'], { env });
    const { code, output } = await run('apt-get', ['install', '-y', '--no-install-recommends', name], { env });
    if (code === 0) return;
    say(`apt-get could not install ${name}:\n${output.trim().split('\n').slice(-3).join('\n')}`);
  }
}

async function isExecutable(path) {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
