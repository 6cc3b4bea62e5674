// A request as Python with the requests package.

import * as l10n from '@vscode/l10n';
import { comment, literal, quoted } from './literals';
import type { Language } from './literals';
import type { FileText, SentRequest } from './sent';

const python: Language = {
  constants: { true: 'True', false: 'False', null: 'None' },
  name: quoted,
  file: ({ file, before }: FileText) => {
    const read = `base64.b64encode(Path(${quoted(file)}).read_bytes()).decode()`;
    return before === '' ? read : `${quoted(before)} + ${read}`;
  },
};

/** Runs in Python 3.8 or later with `pip install requests`. */
export function asPython(request: SentRequest): string {
  const { keyVariable, body, files } = request;
  const imports = [
    ...(files.length === 0 ? [] : ['import base64\n']),
    ...(keyVariable === undefined ? [] : ['import os\n']),
    ...(files.length === 0 ? [] : ['from pathlib import Path\n']),
    '\nimport requests\n\n',
  ].join('');
  const headers = [
    ...(keyVariable === undefined ? [] : [`        "Authorization": f"Bearer {os.environ['${keyVariable}']}",\n`]),
    '        "Accept": "application/json",\n',
  ];
  return [
    comment('#', charged(request), request.note),
    imports.trimStart(),
    `response = requests.${request.method.toLowerCase()}(\n`,
    `    ${quoted(request.url)},\n`,
    `    headers={\n${headers.join('')}    },\n`,
    body === undefined ? '' : `    json=${literal(body, python, '    ')},\n`,
    '    timeout=120,\n',
    comment('    #', l10n.t('Followed, a redirect could send the request, and so pay, a second time.')),
    '    allow_redirects=False,\n',
    ')\n',
    'print(response.status_code, response.text)\n',
  ].join('');
}

function charged({ keyVariable, files }: SentRequest): string | undefined {
  if (keyVariable === undefined) return undefined;
  const picture = files.map(({ name }) => name).join(', ');
  return picture === ''
    ? l10n.t('Each run makes a job that the service charges. Needs: pip install requests')
    : l10n.t('Each run makes a job that the service charges. Reads {0}. Needs: pip install requests', picture);
}
