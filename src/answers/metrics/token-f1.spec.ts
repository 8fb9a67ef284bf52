import { describe, expect, it } from '@jest/globals';
import { rawOf } from '../metric-score.fixture.ts';
import { exactMatch } from './exact-match.ts';
import { squadText } from './squad-text.ts';
import { tokenF1 } from './token-f1.ts';

// The values of this file are those of the rules of SQuAD's evaluate-v2.0.py, written out in Python.

describe('squadText', () => {
  it.each([
    ['The Ångström-théorie, an «A-Z»: état', 'ångströmthéorie «az» état'],
    ['  A cat\t\tand the  DOG! ', 'cat and dog'],
    ["it's another theme", 'its another theme'],
    ['the_end a.b', 'theend ab'],
    ['an élan, l’a', 'élan l’'],
  ])('normalizes %j', (text, expected) => {
    expect(squadText(text)).toBe(expected);
  });
});

describe('tokenF1', () => {
  it.each([
    ['The  Denver broncos won', ['the Denver Broncos', 'Broncos!'], 0.8],
    ['cats sat', ['The cat sat', 'a dog'], 0.5],
    ['to be or not to be', ['to be'], 0.5],
    ['', [''], 1],
    ['', [], 1],
    ['something', [], 0],
    ['the', [''], 1],
    ['something', [''], 0],
    ['', ['something'], 0],
    ['the', ['the', 'something'], 0],
  ])('is F1 of SQuAD for %j and %j', async (output, references, expected) => {
    expect(await rawOf(tokenF1(), output, references)).toBeCloseTo(expected, 12);
  });
});

describe('exactMatch as in SQuAD', () => {
  it.each([
    ['The Denver Broncos!', 'denver broncos', true],
    ['Denver', 'denver broncos', false],
  ])('compares %j and %j', async (output, reference, expected) => {
    expect(await rawOf(exactMatch({ normalize: 'squad' }), output, reference)).toBe(expected);
  });
});
