// Does all the set-up that `npm start` and `npm test` would do, and nothing else.
import { installChromium } from './lib/chromium.mjs';
import { installEditor } from './lib/editors.mjs';
import { say } from './lib/say.mjs';

for (const name of ['today', 'floor']) {
  const { vscode, folder } = await installEditor(name);
  say(`VS Code ${vscode}: ${folder}`);
}
say(`Chromium: ${await installChromium()}`);
