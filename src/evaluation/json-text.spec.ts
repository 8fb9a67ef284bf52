import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesWithoutLineSeparators, jsonText, withoutLineSeparators } from './json-text.ts';

const UNICODE_LINE_END = /[\u0085\u2028\u2029]/;

describe('jsonText', () => {
  it('escapes the characters that end a line by the rules of Unicode, in values and in keys', () => {
    expect(jsonText({ 'a\u2028': ['b\u2029c', '\u0085'] })).toBe('{"a\\u2028":["b\\u2029c","\\u0085"]}');
  });

  it('leaves all other text as JSON.stringify writes it', () => {
    const value = { text: 'où 日本語 🙂 \u00a0 \u2027 \n', list: [1, null, true] };
    expect(jsonText(value)).toBe(JSON.stringify(value));
    expect(jsonText(value, 2)).toBe(JSON.stringify(value, null, 2));
  });

  it('says the same as JSON.stringify, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = jsonText(value);
        expect(text).not.toMatch(UNICODE_LINE_END);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('withoutLineSeparators', () => {
  it('does not escape what is escaped already', () => {
    expect(withoutLineSeparators('"\\u2028 \u2028"')).toBe('"\\u2028 \\u2028"');
  });
});

describe('bytesWithoutLineSeparators', () => {
  it('returns bytes without any as they are', () => {
    const bytes = Buffer.from('{"a":"…€\u00a0"}\n');
    expect(bytesWithoutLineSeparators(bytes)).toBe(bytes);
  });

  it('escapes each of them', () => {
    const bytes = Buffer.from('{"a":"é\u2028\u2029\u0085"}\n{}\n');
    expect(bytesWithoutLineSeparators(bytes).toString()).toBe('{"a":"é\\u2028\\u2029\\u0085"}\n{}\n');
  });
});
