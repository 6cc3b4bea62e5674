// A request as a shell command that runs wherever there are curl and a POSIX shell.

import * as l10n from '@vscode/l10n';
import { comment, literal } from './literals';
import type { Language } from './literals';
import type { FileText, SentRequest } from './sent';

/** Ends the body; a line of it is never that, since JSON writes line breaks inside texts as \n. */
const end = 'END_OF_JSON';
/** Stands where a file's base64 goes; no line of JSON begins with it. */
const gap = '\u0000';

/**
 * The body goes in through a quoted here-document, in which a shell changes nothing, whatever the prompt says. Around a
 * file's base64 it is cut in two; base64 wraps its lines, and `tr` joins all lines again, which no text of JSON notices.
 */
export function asCurl(request: SentRequest): string {
  const head = comment('#', whatItDoes(request), request.note, filesNote(request));
  const json = request.body === undefined ? undefined : bodyText(request);
  const lines = [
    `curl -sS -X ${request.method} ${shellQuoted(request.url)}`,
    ...(request.keyVariable === undefined ? [] : [`  -H "Authorization: Bearer \${${request.keyVariable}:?}"`]),
    `  -H 'Accept: application/json'`,
    ...(json === undefined ? [] : [`  -H 'Content-Type: application/json'`, `  --data-binary @-`]),
  ];
  const command = lines.join(' \\\n');
  if (json === undefined) return `${head}${command}\n`;
  if (request.files.length === 0) return `${head}${command} <<'${end}'\n${json}\n${end}\n`;
  return `${head}{\n${pieces(json)}} | tr -d '\\r\\n' | ${command}\n`;
}

function whatItDoes(request: SentRequest): string | undefined {
  if (request.keyVariable === undefined) return undefined;
  return l10n.t(
    'Each run makes a job that the service charges. The key is read from the environment variable {0}.',
    request.keyVariable,
  );
}

function filesNote(request: SentRequest): string | undefined {
  if (request.files.length === 0) return undefined;
  const names = request.files.map(({ name }) => name).join(', ');
  return l10n.t('The picture is read from {0} in the current folder, and its base64 put between the two parts.', names);
}

const json: Language = {
  constants: { true: 'true', false: 'false', null: 'null' },
  name: name => JSON.stringify(name),
  file: (text: FileText) => `"${text.before}${gap}${text.file}${gap}${text.after}"`,
};

function bodyText({ body }: SentRequest): string {
  // JSON takes no comma after the last item.
  return literal(body ?? null, json).replaceAll(/,\n(\s*[\]}])/g, '\n$1');
}

/** `cat` for what is JSON, `base64` for each file. */
function pieces(text: string): string {
  return text
    .split(gap)
    .map((piece, index) =>
      index % 2 === 1 ? `base64 < ${shellQuoted(piece)}\n` : `cat <<'${end}'\n${piece}\n${end}\n`,
    )
    .join('');
}

/** One word of a shell, whatever is in it. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
