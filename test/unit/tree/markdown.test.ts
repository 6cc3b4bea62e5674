// A tooltip is Markdown, and what a service or a prompt says in it stays text.
import { expect, test } from 'vitest';
import { plainMarkdown } from '../../../src/editor/views/texts';

test('nothing that a service says becomes Markdown, HTML or a link', () => {
  expect(plainMarkdown('**Bold** [link](command:evil) <b>x</b> &lt; `code` # head')).toBe(
    '\\*\\*Bold\\*\\* \\[link\\]\\(command:evil\\) &lt;b\\>x&lt;/b\\> &amp;lt; \\`code\\` \\# head',
  );
});

test('a list, a rule and a heading stay lines of text', () => {
  expect(plainMarkdown('1. one\n2) two\n- three\n---\n===')).toBe(
    '1\\. one  \n2\\) two  \n\\- three  \n\\-\\-\\-  \n\\=\\=\\=',
  );
});

test('words are parted by spaces that break, and blank lines by one line break', () => {
  expect(plainMarkdown('  a   b\t c \n\n  d')).toBe('a b c  \nd');
});
