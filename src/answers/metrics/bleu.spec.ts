import { describe, expect, it } from '@jest/globals';
import { rawOf, scoreOf } from '../metric-score.fixture.ts';
import { bleu } from './bleu.ts';

describe('bleu', () => {
  it.each([
    // sacrebleu, test/test_sentence_bleu.py: exp, 13a, effective order; given there to three digits.
    [
      'Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;',
      ['producţia de zahăr brut se exprimă în zahăr alb;'],
      8.493,
    ],
    ['this is a cat', ['okay thanks'], 0],
  ])('is what the tests of sacrebleu have for %j', async (output, reference, expected) => {
    expect(await rawOf(bleu(), output, reference)).toBeCloseTo(expected, 3);
  });

  it.each([
    // The sentences of sacrebleu's README and of its test/test_bleu.py, by its sentence_bleu.
    ['The dog bit the man.', ['The dog bit the man.', 'The dog had bit the man.'], 100],
    ["It wasn't surprising.", ['It was not unexpected.', 'No one was surprised.'], 14.794015674776452],
    ['The man had just bitten him.', ['The man bit him first.', 'The man had bitten the dog.'], 29.071536848410968],
    // By hand: 5 of 6 words, 3 of 5 pairs, 1 of 4 triples, then half of 1 in 3; exp(1 − 7 / 6) for the length.
    [
      'I am a little cat .',
      ['I am a very small cat .'],
      100 * Math.exp(-1 / 6) * ((5 / 6) * (3 / 5) * (1 / 4) * (1 / 6)) ** 0.25,
    ],
  ])('is sentence_bleu of sacrebleu for %j', async (output, reference, expected) => {
    expect(await rawOf(bleu(), output, reference)).toBeCloseTo(expected, 10);
  });

  it('splits words as mteval-v13a does', async () => {
    expect(
      await rawOf(
        bleu(),
        'It cost 10,000.5 dollars, (2-fold) &quot;more&quot;!',
        'It cost 10,000.5 dollars , ( 2 - fold ) " more " !',
      ),
    ).toBe(100);
  });

  it('takes the best of several references for each n-gram, and the nearest length', async () => {
    expect(await scoreOf(bleu(), 'one two three four', ['one two', 'three four five six seven eight'])).toEqual({
      raw: expect.closeTo(100 * ((2 / 3) * (1 / (2 * 2)) * (1 / (4 * 1))) ** 0.25, 10),
      reason: 'precisions 100 / 66.6667 / 25 / 25, brevity penalty 1',
    });
  });

  it('has no words in an empty text', async () => {
    expect(await scoreOf(bleu(), '', 'a reference')).toEqual({ raw: 0, reason: 'no words in common' });
  });

  it('reads case only where it is asked to', async () => {
    expect(await rawOf(bleu(), 'THE DOG BIT THE MAN', 'the dog bit the man')).toBe(0);
    expect(await rawOf(bleu({ lowercase: true }), 'THE DOG BIT THE MAN', 'the dog bit the man')).toBe(100);
  });
});
