import { describe, expect, it } from '@jest/globals';
import { preferredType, prefersHtml } from './preferred-type.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

describe('preferredType', () => {
  it.each([
    ['text/markdown', 'text/markdown'],
    ['Text/HTML; Charset=utf-8', 'text/html'],
    [BROWSER, 'text/html'],
    ['text/html;q=0.5, text/markdown;q=0.4', 'text/html'],
    ['text/html;q=0.5, text/markdown', 'text/markdown'],
    ['text/html, text/markdown', 'text/markdown'],
    ['text/markdown;q=0', undefined],
    ['text/markdown;q=much', undefined],
    ['*/*', undefined],
    ['text/*', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('is, for the header %j, %s', (accept, type) => {
    expect(preferredType(accept, ['text/markdown', 'text/html'])).toBe(type);
  });
});

describe('prefersHtml', () => {
  it('is true of browsers, and of no other client', () => {
    expect(prefersHtml(BROWSER)).toBe(true);
    expect([undefined, '*/*', 'application/json', 'application/json, text/html'].filter(prefersHtml)).toEqual([]);
  });
});
