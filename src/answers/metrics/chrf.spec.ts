import { describe, expect, it } from '@jest/globals';
import { rawOf } from '../metric-score.fixture.ts';
import { chrf } from './chrf.ts';

describe('chrf', () => {
  it.each([
    // sacrebleu, test/test_chrf.py: character order 6, beta 3, without epsilon smoothing.
    ['a', 'a', 100],
    ['', 'reference', 0],
    ['a b c', 'a b c', 100],
    ['a b c', 'abc', 100],
    ['', 'c', 0],
    ['aa', 'ab', 25],
  ])('is what the tests of sacrebleu have for %j and %j', async (output, reference, expected) => {
    expect(await rawOf(chrf({ beta: 3 }), output, reference)).toBeCloseTo(expected, 4);
  });

  it.each([
    // sacrebleu, test/test_chrf.py: its sentence_chrf, with epsilon smoothing, whose difference is in the fifth digit here.
    [
      'Co nás nejvíc trápí, protože lékaři si vybírají, kdo bude žít a kdo zemře.',
      'Nejvíce smutní jsme z toho, že musíme rozhodovat o tom, kdo bude žít a kdo zemře.',
      39.14078509,
    ],
    [
      'Nebo prostě nemají vybavení, které by jim pomohlo, uvedli lékaři.',
      'A někdy nemáme ani potřebný materiál, abychom jim pomohli, popsali lékaři.',
      31.22557079,
    ],
    [
      'Lapali po dechu, jejich životy skončily dřív, než skutečně začaly.',
      'Lapali po dechu a pak jejich život skončil - dřív, než skutečně mohl začít, připomněli.',
      57.15704367,
    ],
  ])('is sentence_chrf of sacrebleu for %j', async (output, reference, expected) => {
    expect(await rawOf(chrf(), output, reference)).toBeCloseTo(expected, 3);
  });

  it.each([
    // By a transcription of sacrebleu 2, metrics/chrf.py: chrF2, chrF2++.
    ["It wasn't surprising.", ['It was not unexpected.', 'No one was surprised.'], 35.34635301425291, 29.14513880802484],
    [
      'The man had just bitten him.',
      ['The man bit him first.', 'The man had bitten the dog.'],
      51.87740799504779,
      52.00714394858371,
    ],
  ])('takes the best of several references, for characters and for words: %j', async (output, references, plain, plusPlus) => {
    expect(await rawOf(chrf(), output, references)).toBeCloseTo(plain, 10);
    expect(await rawOf(chrf({ wordOrder: 2 }), output, references)).toBeCloseTo(plusPlus, 10);
  });

  it('counts characters beyond the first plane as one', async () => {
    expect(await rawOf(chrf({ charOrder: 1 }), '😀😀', '😀😁')).toBe(50);
  });

  it('reads case only where it is asked to', async () => {
    expect(await rawOf(chrf(), 'ABC', 'abc')).toBe(0);
    expect(await rawOf(chrf({ lowercase: true }), 'ABC', 'abc')).toBe(100);
  });

  it.each([
    [{ wordOrder: -1 }, 'wordOrder must be an integer of at least 0'],
    [{ charOrder: 0 }, 'charOrder must be an integer of at least 1'],
    [{ beta: 0 }, 'beta must be a number above 0'],
  ])('refuses %j', (options, message) => {
    expect(() => chrf(options)).toThrow(message);
  });
});
