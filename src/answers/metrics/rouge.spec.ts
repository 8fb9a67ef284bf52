import { describe, expect, it } from '@jest/globals';
import { rawOf } from '../metric-score.fixture.ts';
import { rouge, type RougeOptions } from './rouge.ts';

// google-research, rouge/testdata/target.txt and prediction.txt (Apache License 2.0).
const TARGETS = [
  "ZfbCUIUuePaiLVUlCaUXxkpu XPeWing tUHfPMuZ',-Xd Y BrUgVJing M-HV.-DgdDaY.rFDJCRing Ht-LM EKBDXkME,yz'RBr q'wtion wIojNbN wL,b .a-'XdQggyFl jB-RPP'iyOIcUxer tKM L",
  "KsJdPByEtAor fE-Qg Dpdbring cw-WeFyu vC MoBL Xdn g wkvcEiGvKtion BDFhrpMtion psing sbKao Q m qiing LMmer HqqLFXe,XPY,J XsurkMer ,ed nB'wH'bWVHjWFEing tQ.saefZwJtKrTlixYpMMsJing UCAPwNHeYVjDing c T BUySKtion gMPfJpwGw p'NvxAoping eu pBwMBKV'I DNxqelhu,PHPxDEq,mtion SN",
];
const PREDICTIONS = [
  "rFDJCRtion Ht-LM EKtDXkME,yz'RBr q'wer wrojNbN wL,b .a-'XdQggyFl jB-RPP'iyOIcUxi",
  " n cw-WeFyu vC MoBL Xdn g wkvcEiGvKtion BDFhrpMer pstion sbKao Q m qier LMmed HqqLFXe,XPY,J XsurkMeo ,ed nB'wH'bWVHjWFEer tQ.saefZwJtKrTlixYpMMNJtion UCAPwNHeYVjD",
];

describe('rouge', () => {
  it.each([
    // google-research, rouge/rouge_scorer_test.py, from runs of ROUGE-1.5.5: recall, precision, F1.
    ['rouge1', 0, [0.40741, 0.6875, 0.51163]],
    ['rouge1', 1, [0.40476, 0.65385, 0.5]],
    ['rouge2', 0, [0.30769, 0.53333, 0.39024]],
    ['rouge2', 1, [0.29268, 0.48, 0.36364]],
    ['rougeL', 0, [0.40741, 0.6875, 0.51163]],
    ['rougeL', 1, [0.40476, 0.65385, 0.5]],
  ] as const)('is what ROUGE-1.5.5 gives: %s of pair %i', async (type, pair, expected) => {
    const measures = ['recall', 'precision', 'f1'] as const;
    for (const [at, measure] of measures.entries()) {
      const raw = await rawOf(rouge({ type, measure }), PREDICTIONS[pair], TARGETS[pair] ?? '');
      expect(raw).toBeCloseTo(expected[at] ?? NaN, 5);
    }
  });

  it.each([
    // google-research, rouge/rouge_scorer_test.py
    ['rouge1', 'testing', 1 / 2],
    ['rouge2', 'testing one', 2 / 3],
    ['rougeL', 'testing one', 4 / 5],
    ['rougeL', 'testing two', 4 / 5],
    ['rouge1', '', 0],
    ['rouge2', '', 0],
    ['rougeL', '', 0],
  ] as const)('is what the tests of rouge-score have: %s of %j', async (type, output, expected) => {
    expect(await rawOf(rouge({ type }), output, 'testing one two')).toBeCloseTo(expected, 12);
  });

  it('takes the reference with the best F1, for the other measures too', async () => {
    const references = ['one two three four', 'one two'];
    expect(await rawOf(rouge(), 'one two', references)).toBe(1);
    expect(await rawOf(rouge({ measure: 'recall' }), 'one', ['one', 'one two'])).toBe(1);
  });

  it.each([
    [{ type: 'rouge3' }, "type must be 'rouge1', 'rouge2' or 'rougeL'"],
    [{ measure: 'f2' }, "measure must be 'f1', 'precision' or 'recall'"],
  ])('refuses %j', (options, message) => {
    expect(() => rouge(options as RougeOptions)).toThrow(message);
  });
});
