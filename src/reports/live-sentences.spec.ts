import { describe, expect, it } from '@jest/globals';
import { liveEndSentence, liveFigures, liveSentence, savingText, type ShownLiveState } from './live-sentences.ts';

const FOUND = {
  metric: 'accuracy',
  delta: 0.1812,
  interval: [0.0123, 0.3512],
  corrected_p_value: 0.031,
  verdict: 'a_better',
  is_fact: false,
};
const STATE: ShownLiveState = { n: 88, of: 1000, metrics: [FOUND], saved: null, ended: null };

describe('liveSentence', () => {
  it.each([
    [{}, null, 'In “accuracy”, the candidate is better after 88 of 1,000 rows: +0.18 [+0.01, +0.35], p = 0.031.'],
    [
      { verdict: 'b_better' },
      null,
      'In “accuracy”, the candidate is worse after 88 of 1,000 rows: +0.18 [+0.01, +0.35], p = 0.031.',
    ],
    [
      { verdict: 'equivalent' },
      0.5,
      'In “accuracy”, candidate and baseline differ by less than 0.5 after 88 of 1,000 rows: +0.18 [+0.01, +0.35], p = 0.031.',
    ],
    [
      { verdict: 'inconclusive' },
      null,
      'In “accuracy”, it is not known which is better after 88 of 1,000 rows: +0.18 [+0.01, +0.35], p = 0.031.',
    ],
    [{ is_fact: true }, null, 'In “accuracy”, the candidate is better on all 1,000 rows: +0.1812.'],
    [
      { is_fact: true, verdict: 'equivalent', delta: 0 },
      null,
      'In “accuracy”, candidate and baseline are equal on all 1,000 rows: 0.',
    ],
    [{ delta: null, verdict: 'inconclusive' }, null, 'In “accuracy”, it is not known which is better after 88 of 1,000 rows.'],
  ])('says what %j means', (changes, margin, sentence) => {
    expect(liveSentence({ ...FOUND, ...changes }, STATE, margin)).toBe(sentence);
  });
});

describe('liveEndSentence', () => {
  const saved = { trials: 908, cost_usd: 0.42 };

  it.each([
    [
      'decided',
      null,
      saved,
      'Every metric has a verdict, so the job of the candidate was ended, which saved 908 trials and about $0.42.',
    ],
    ['decided', null, { trials: 0, cost_usd: 0 }, 'Every metric has a verdict, so the job of the candidate was ended.'],
    ['max_samples', null, saved, 'As many rows were compared as were asked for. That saved 908 trials and about $0.42.'],
    ['complete', null, null, 'All 1,000 rows were compared.'],
    ['cancelled', 'the baseline is cancelled', null, 'It ended before all rows were compared: the baseline is cancelled.'],
    ['run_deleted', null, null, 'It ended because a run is gone.'],
    ['failed', 'a score is 7', null, "It can't go on: a score is 7."],
  ])('of %s, because %s', (reason, detail, saving, sentence) => {
    expect(liveEndSentence({ ...STATE, saved: saving, ended: { reason, detail } })).toBe(sentence);
  });

  it('is nothing while the comparison goes on', () => {
    expect(liveEndSentence(STATE)).toBeNull();
  });
});

describe('liveFigures', () => {
  it.each([
    [0.0421, [0.0111, 0.0749], '+0.042 [+0.011, +0.075]'],
    [-0.2, [-0.9, 0.6], '−0.2 [−0.9, +0.6]'],
    [12.3, [-40, 70], '+12 [−40, +70]'],
    [0.25, [0.25, 0.25], '+0.2500 [+0.2500, +0.2500]'],
    [null, [-1, 1], '[−1.0, +1.0]'],
  ])('shows %p with as many decimals as the interval %j deserves', (delta, interval, text) => {
    expect(liveFigures({ delta, interval })).toBe(text);
  });
});

describe('savingText', () => {
  it('leaves out a cost that is not known', () => {
    expect(savingText({ trials: 1, cost_usd: null })).toBe('1 trial');
  });
});
