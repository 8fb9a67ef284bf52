import { describe, expect, it } from '@jest/globals';
import { visibleLine, visibleText } from './visible-text.ts';

describe('visibleText', () => {
  it('writes what would be obeyed as what it is, and keeps the lines of a text', () => {
    expect(visibleText('a\u001b[2Jb\u202ec\r\nd\te')).toBe('a\\u{1b}[2Jb\\u{202e}c\nd\te');
  });
});

describe('visibleLine', () => {
  it('leaves one line', () => {
    expect(visibleLine('a\u001bb\r\nc\nd')).toBe(String.raw`a\u{1b}b\u{a}c\u{a}d`);
  });
});
