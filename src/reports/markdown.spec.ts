import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeMarkdown, fencedMarkdown, plainMarkdown } from './markdown.ts';

const hostile = fc
  .array(
    fc.constantFrom(
      '`',
      '```',
      '~~~',
      '\n',
      '|',
      '\\',
      '<',
      '>',
      '</details>',
      '#',
      '*',
      '_',
      '[x](y)',
      'a',
      ' ',
      '\r',
      '\u2028',
    ),
    {
      maxLength: 30,
    },
  )
  .map((parts) => parts.join(''));

describe('plainMarkdown', () => {
  it('escapes markup, links, mentions and HTML', () => {
    expect(plainMarkdown('**b** [x](y) <i> `c` | ~~d~~ $e$ &amp; https://evil.example www.evil.example')).toBe(
      '\\*\\*b\\*\\* \\[x\\](y) \\<i\\> \\`c\\` \\| \\~\\~d\\~\\~ \\$e\\$ \\&amp; https:\\//evil.example www\\.evil.example',
    );
  });

  it('is one line, with no bar or tag that is not escaped', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const line = plainMarkdown(text);
        expect(line).not.toMatch(/[\n\r\u2028]/);
        expect(line.replaceAll(/\\./g, '')).not.toMatch(/[|<>`*_[\]\\]/);
      }),
    );
  });
});

describe('codeMarkdown', () => {
  it('ends only where it is to end', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const span = codeMarkdown(text, true);
        if (span === '') return;
        expect(span.replaceAll(/\\./g, '')).not.toMatch(/\n|\|/);
        if (span.includes('|')) return;
        const ticks = /^`+/.exec(span)?.[0] ?? '';
        expect(ticks).not.toBe('');
        expect(span.slice(ticks.length, -ticks.length).match(/`+/g) ?? []).not.toContain(ticks);
      }),
    );
  });
});

describe('fencedMarkdown', () => {
  it('is closed by no line of its text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const lines = fencedMarkdown(text, 'text').split('\n');
        const fence = lines.at(-1) ?? '';
        expect(fence).toMatch(/^`{3,}$/);
        expect(lines[0]).toBe(`${fence}text`);
        for (const line of lines.slice(1, -1)) expect(line.includes(fence)).toBe(false);
      }),
    );
  });

  it('shows what a terminal would obey', () => {
    expect(fencedMarkdown('\u001b[31mred\u202e', 'text')).toBe('```text\n\\u{1b}[31mred\\u{202e}\n```');
  });
});
