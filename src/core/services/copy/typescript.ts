// A request as TypeScript with fetch; plain enough that it is JavaScript as well.

import * as l10n from '@vscode/l10n';
import { comment, literal, quoted } from './literals';
import type { Language } from './literals';
import type { FileText, SentRequest } from './sent';

const typescript: Language = {
  constants: { true: 'true', false: 'false', null: 'null' },
  name: name => (/^[A-Za-z_]\w*$/.test(name) && name !== '__proto__' ? name : `[${quoted(name)}]`),
  file: ({ file, before }: FileText) => {
    const read = `await readFile(${quoted(file)}, "base64")`;
    return before === '' ? read : `${quoted(before)} + (${read})`;
  },
};

/** Runs in Node 18 or later as an ES module. */
export function asTypeScript(request: SentRequest): string {
  const { keyVariable, body, files } = request;
  const key = keyVariable === undefined ? '' : `const key = process.env.${keyVariable};\n`;
  const check = keyVariable === undefined ? '' : `if (!key) throw new Error("Set ${keyVariable} first");\n\n`;
  const headers = [
    ...(keyVariable === undefined ? [] : ['    Authorization: `Bearer ${key}`,\n']),
    '    Accept: "application/json",\n',
    ...(body === undefined ? [] : ['    "Content-Type": "application/json",\n']),
  ];
  return [
    comment('//', charged(request), request.note),
    files.length === 0 ? '' : 'import { readFile } from "node:fs/promises";\n\n',
    key,
    check,
    `const response = await fetch(${quoted(request.url)}, {\n`,
    `  method: "${request.method}",\n`,
    `  headers: {\n${headers.join('')}  },\n`,
    body === undefined ? '' : `  body: JSON.stringify(${literal(body, typescript, '  ')}),\n`,
    comment('  //', l10n.t('Followed, a redirect could send the request, and so pay, a second time.')),
    `  redirect: "error",\n`,
    `});\n`,
    `console.log(response.status, await response.text());\n`,
  ].join('');
}

function charged({ keyVariable, files }: SentRequest): string | undefined {
  if (keyVariable === undefined) return undefined;
  const picture = files.map(({ name }) => name).join(', ');
  return picture === ''
    ? l10n.t('Each run makes a job that the service charges. Runs in Node 18 or later.')
    : l10n.t('Each run makes a job that the service charges. Runs in Node 18 or later, beside {0}.', picture);
}
