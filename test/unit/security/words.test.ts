// Words of a service, a prompt or a file are shown as words: no link that runs a command, no icon of their own, no markup, no direction.

import { describe, expect, test } from 'vitest';
import { escaped } from '../../../src/editor/usagePage';
import { plainMarkdown, shortened, withoutIcons, withoutLinks } from '../../../src/editor/views/texts';
import { callsOf, filesWith, sources } from './sources';

const editor = sources('src/editor');

/** What is in no sentence of ours: such a sentence needs no care. */
const fixed = /^vscode\.l10n\.t\(\s*(['"])(?:(?!\{\d\}).)*\1,?\s*\)/s;

describe('a notification', () => {
  test('passes through withoutLinks, unless it is modal or says nothing but our own words', () => {
    const calls = [...editor].flatMap(([path, text]) =>
      callsOf(text, /vscode\.window\.show(?:Information|Warning|Error)Message/).map(call => [path, call] as const),
    );
    expect(calls.length).toBeGreaterThan(10);
    const careless = calls.filter(
      ([, call]) => !call.startsWith('withoutLinks(') && !call.includes('modal: true') && !fixed.test(call),
    );
    expect(careless).toEqual([]);
  });

  test('that is chosen by its severity is made of words that are without links already', () => {
    const showers = filesWith(editor, /vscode\.window\.show(?:Information|Warning|Error)Message(?!\()/);
    expect(showers).toEqual([
      'src/editor/commands/remedies.ts',
      'src/editor/commands/syncWithService.ts',
      'src/editor/notifications.ts',
    ]);
    expect(editor.get('src/editor/commands/remedies.ts')).toContain('showerOf(severity)(withoutLinks(sentence), ');
    expect(editor.get('src/editor/notificationTexts.ts')).toContain('message: withoutLinks(notice.message)');
    expect(editor.get('src/editor/commands/syncWithService.ts')).toContain('tell(withoutLinks(report.text), ');
  });

  test.each([
    '[click](command:workbench.action.terminal.new)',
    '[a](https://evil.example "title")',
    '[[a](command:x)](command:y)',
    '![a](file:///etc/passwd)',
  ])('has no link left in it: %s', text => {
    // As VS Code looks for links in notifications and input boxes.
    const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
    expect(text).toMatch(link);
    expect(withoutLinks(text)).not.toMatch(link);
  });
});

describe('a list, a box or the status bar', () => {
  test.each(['$(check) paid', 'a $(sync~spin) b', '\\$(lock)', '$($(x))'])('draws no icon of theirs: %s', text => {
    expect(text).toMatch(/\$\([a-z0-9-]+(?:~[a-z]+)?\)/i);
    expect(withoutIcons(text)).not.toMatch(/\$\([a-z0-9-]+(?:~[a-z]+)?\)/i);
  });

  test('gets no prompt, id or name of a file without withoutIcons', () => {
    const careless =
      /(?:label|description|detail): (?:shortened|fileNameOf|plainText)\(|\$\([a-z-]+\) (?:\$\{(?!withoutIcons)|[^'`]*\{0\}[^'`]*',\s*(?:plainText|shortened|fileNameOf)\()/;
    // The status bar puts numbers after its icons, and nothing else.
    expect(filesWith(editor, careless)).toEqual(['src/editor/views/status.ts']);
    const careful = filesWith(editor, /withoutIcons\(/);
    expect(careful).toEqual(
      expect.arrayContaining([
        'src/editor/commands/generate/picturePage.ts',
        'src/editor/commands/jobArgument.ts',
        'src/editor/output/textEditor.ts',
      ]),
    );
  });
});

describe('Markdown', () => {
  const corpus = [
    '[x](command:workbench.action.terminal.new)',
    '![x](https://tracker.example/p.png)',
    '<img src=x onerror=alert(1)>',
    '<a href="command:x">y</a>',
    '</span><script>alert(1)</script>',
    '&#91;x&#93;&#40;command:y&#41;',
    '[x]: command:y\n[x]',
    '$(alert) `code` **bold** _it_ ~~s~~ | a | b |',
    '> quote\n# head\n- [ ] task\n1. one\n***\n```js\nalert(1)\n```',
    '\\[x](command:y) \\\\[x](command:y)',
    '<https://evil.example> <mailto:a@b.c>',
    '\n\n    code\n\n',
    '\u202Egnp.exe\u2066',
  ];

  test.each(corpus)('in a tooltip leaves no mark unescaped: %j', text => {
    expect(bare(plainMarkdown(text))).not.toMatch(/[<[\]`*_{}()#!|~>]/);
  });

  test.each([
    'https://evil.example/x',
    'HTTP://evil.example',
    'www.evil.example',
    'WWW.evil.example',
    'me@evil.example',
    'xmpp:a@b.c',
  ])('makes no link of a bare address: %s', text => {
    // As GitHub's Markdown, which the editor speaks, finds addresses in plain text.
    const address = /\b(?:https?|ftp):\/\/|\bwww\.|[\w.+-]+@[\w-]+\./i;
    expect(text).toMatch(address);
    expect(plainMarkdown(text)).not.toMatch(address);
    expect(escaped(text)).not.toMatch(address);
  });

  test.each(corpus)('on the usage page leaves no mark unescaped, and no second line: %j', text => {
    const words = escaped(text);
    expect(bare(words)).not.toMatch(/[<[\]`*_{}()#!|~>\n]/);
    expect(words).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  });

  test('is trusted nowhere, and HTML is supported nowhere', () => {
    expect(filesWith(editor, /isTrusted = true|isTrusted: true|supportHtml = true|enableCommandUris/)).toEqual([]);
    const makers = filesWith(editor, /new vscode\.MarkdownString\(/);
    expect(makers).toEqual(['src/editor/views/jobs/treeItems.ts']);
    const items = editor.get('src/editor/views/jobs/treeItems.ts') ?? '';
    expect(items).toMatch(/text\.isTrusted = false;\s+text\.supportHtml = false;/);
    const appended = callsOf(items, /appendMarkdown/);
    expect(
      appended.every(call =>
        /^(?:'[^']*'|plainMarkdown\(.*\)|`\*\*\$\{plainMarkdown\(name\)\}:\*\* \$\{plainMarkdown\(value\)\} {2}\\n`)$/s.test(
          call,
        ),
      ),
    ).toBe(true);
  });
});

/** What is left when escapes and entities are taken out: nothing of that may be markup. */
function bare(markdown: string): string {
  return markdown.replaceAll(/\\[\\`*_{}[\]()#+\-=!~>|$.@/^]|&(?:amp|lt|gt|#\d+);/g, '');
}

test('a line of a row or a title is one line, without control characters or changes of direction', () => {
  expect(shortened('a\r\nb\u0000\u202Egnp\u2066.exe\u2028c', 80)).toBe('a b gnp.exe c');
});
