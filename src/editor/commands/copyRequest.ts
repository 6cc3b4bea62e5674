// Copy Request: what was sent for a job, as cURL, TypeScript or Python. The key is a variable in it, never the key.

import * as vscode from 'vscode';

import { asCurl } from '../../core/services/copy/curl';
import { asPython } from '../../core/services/copy/python';
import type { SentFile, SentRequest } from '../../core/services/copy/sent';
import { asTypeScript } from '../../core/services/copy/typescript';
import { withoutLinks } from '../views/texts';
import type { Command } from './command';
import { pickJob } from './jobArgument';

interface Form {
  readonly id: 'curl' | 'typescript' | 'python';
  readonly label: string;
  readonly language: string;
  readonly write: (request: SentRequest) => string;
}

const forms: readonly Form[] = [
  { id: 'curl', label: 'cURL', language: 'shellscript', write: asCurl },
  { id: 'typescript', label: 'TypeScript (fetch)', language: 'typescript', write: asTypeScript },
  { id: 'python', label: 'Python (requests)', language: 'python', write: asPython },
];

/** Takes a row or a job's id, and `curl`, `typescript` or `python` where the form is not to be asked for. Returns the text. */
export const copyRequest: Command = async (app, argument, form) => {
  const job = await pickJob(app, argument, one => one.service !== 'sandbox', {
    placeholder: vscode.l10n.t('The request of which job is to be copied?'),
    none: vscode.l10n.t('No job was made by a service yet; the sandbox sends no request to copy.'),
  });
  if (!job) return undefined;
  const engine = await app.engine();
  return copySent(await engine.sentRequest(job.id), form);
};

/** Copies a request in the form that is `wanted` or picked now. `also`: a sentence more for what is said then. Undefined: changed their mind. */
export async function copySent(request: SentRequest, wanted?: unknown, also?: string): Promise<string | undefined> {
  const form = forms.find(({ id }) => id === wanted) ?? (await pickForm());
  if (!form) return undefined;
  const text = form.write(request);
  await vscode.env.clipboard.writeText(text);
  void offer(request, form, text, also);
  return text;
}

async function pickForm(): Promise<Form | undefined> {
  const items = forms.map(form => ({ label: form.label, form }));
  const placeHolder = vscode.l10n.t('Copy the request as…');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.form;
}

/** The snippet reads the picture from a file, so the file goes with it. */
async function offer(request: SentRequest, form: Form, text: string, also: string | undefined): Promise<void> {
  const open = vscode.l10n.t('Open in Editor');
  const savePicture = vscode.l10n.t('Save First Frame…');
  const variable = request.keyVariable ?? '';
  const said = vscode.l10n.t('Copied as {0}. It takes the API key from {1}.', form.label, variable);
  const [file] = request.files;
  const reads = file && vscode.l10n.t('It reads the picture from {0}.', file.name);
  const sentence = [said, reads, also].filter(Boolean).join(' ');
  const actions = file ? [savePicture, open] : [open];
  const choice = await vscode.window.showInformationMessage(withoutLinks(sentence), ...actions);
  if (choice === open) {
    const document = await vscode.workspace.openTextDocument({ language: form.language, content: text });
    await vscode.window.showTextDocument(document);
  }
  if (choice === savePicture && file) await save(file);
}

async function save(file: SentFile): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, file.name) } : {}),
    filters: { JPEG: ['jpg'] },
    saveLabel: vscode.l10n.t('Save First Frame'),
  });
  if (target) await vscode.workspace.fs.writeFile(target, file.bytes);
}
