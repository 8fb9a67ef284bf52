import type { ReportedEquivalence, ReportedMethod, ReportedPair } from './comparison-report.ts';

/** What is known about two runs, written by hand, and the sentence that it must give: not a claim more. */
export interface PairSituation {
  readonly situation: string;
  /** What differs from `reportedPair()`: `new` and `old`, 50 samples, nothing decided. */
  readonly pair: Partial<ReportedPair>;
  readonly lowerIsBetter?: boolean;
  readonly method?: Partial<ReportedMethod>;
  readonly sentence: string;
}

const NONE = { count: 0 };

/** What is known of a margin of 0.02, not much unless `changes` says so. */
function within(changes: Partial<ReportedEquivalence>): ReportedEquivalence {
  return {
    margin: 0.02,
    method: 'bounded',
    corrected_p_value: 0.5,
    corrected_p_not_worse: 0.5,
    corrected_p_not_better: 0.5,
    interval: null,
    equivalent: false,
    reason: null,
    ...changes,
  };
}

export const PAIR_SITUATIONS: readonly PairSituation[] = [
  {
    situation: 'the first run is better',
    pair: {
      verdict: 'a_better',
      winner: 'new',
      delta: 0.1,
      interval: [0.02, 0.18],
      corrected_p_value: 0.017,
    },
    sentence:
      'In “accuracy”, new is better than old: 0.8 against 0.7 (new − old = +0.1, 95 % interval 0.02 to 0.18, p = 0.017, n = 50).',
  },
  {
    situation: 'the second run is better: its mean comes first, and the difference has the sign that it has for it',
    pair: {
      verdict: 'b_better',
      winner: 'old',
      run_a_mean: 0.4286,
      run_b_mean: 0.7143,
      delta: -0.2857,
      interval: [-0.4, -0.17],
      corrected_p_value: 0.0004,
      n: 70,
    },
    sentence:
      'In “accuracy”, old is better than new: 0.7143 against 0.4286 (old − new = +0.2857, 95 % interval 0.17 to 0.4, p = 0.0004, n = 70).',
  },
  {
    situation: 'the first run is better in a metric in which lower is better',
    pair: {
      metric: 'errors',
      verdict: 'a_better',
      winner: 'new',
      run_a_mean: 1.6,
      run_b_mean: 3,
      delta: -1.4,
      interval: [-2, -0.8],
      corrected_p_value: 0.01,
      n: 20,
    },
    lowerIsBetter: true,
    sentence:
      'In “errors”, new is better than old: 1.6 against 3 (lower is better; new − old = −1.4, 95 % interval −2 to −0.8, p = 0.01, n = 20).',
  },
  {
    situation: 'the second run is better in a metric in which lower is better',
    pair: {
      metric: 'errors',
      verdict: 'b_better',
      winner: 'old',
      run_a_mean: 3,
      run_b_mean: 1.6,
      delta: 1.4,
      interval: [0.8, 2],
      corrected_p_value: 0.01,
      n: 20,
    },
    lowerIsBetter: true,
    sentence:
      'In “errors”, old is better than new: 1.6 against 3 (lower is better; old − new = −1.4, 95 % interval −2 to −0.8, p = 0.01, n = 20).',
  },
  {
    situation: 'one of six metrics is better: p and interval are corrected together',
    pair: {
      verdict: 'a_better',
      winner: 'new',
      interval: [0.05, 0.15],
      simultaneous_interval: [0.03, 0.17],
      corrected_p_value: 0.003,
      family_size: 6,
    },
    sentence:
      'In “accuracy”, new is better than old: 0.8 against 0.7 (new − old = +0.1; 95 % for all 6 together: 0.03 to 0.17; corrected p = 0.003; n = 50).',
  },
  {
    situation: 'the second run is better in one of six metrics: the corrected interval is turned round too',
    pair: {
      verdict: 'b_better',
      winner: 'old',
      run_a_mean: 0.7,
      run_b_mean: 0.8,
      delta: -0.1,
      interval: [-0.15, -0.05],
      simultaneous_interval: [-0.17, -0.03],
      corrected_p_value: 0.003,
      family_size: 6,
    },
    sentence:
      'In “accuracy”, old is better than new: 0.8 against 0.7 (old − new = +0.1; 95 % for all 6 together: 0.03 to 0.17; corrected p = 0.003; n = 50).',
  },
  {
    situation: 'lower is better, in one of two metrics',
    pair: {
      metric: 'errors',
      verdict: 'a_better',
      winner: 'new',
      run_a_mean: 1.6,
      run_b_mean: 3,
      delta: -1.4,
      interval: [-2, -0.8],
      simultaneous_interval: [-2.1, -0.7],
      corrected_p_value: 0.02,
      family_size: 2,
      n: 20,
    },
    lowerIsBetter: true,
    sentence:
      'In “errors”, new is better than old: 1.6 against 3 (lower is better; new − old = −1.4; 95 % for all 2 together: −2.1 to −0.7; corrected p = 0.02; n = 20).',
  },
  {
    situation: 'six metrics whose p-values nobody corrected',
    pair: {
      verdict: 'a_better',
      winner: 'new',
      interval: [0.01, 0.19],
      simultaneous_interval: [-0.03, 0.23],
      corrected_p_value: 0.03,
      family_size: 6,
    },
    method: { correction: 'none' },
    sentence:
      'In “accuracy”, new is better than old: 0.8 against 0.7 (new − old = +0.1, 95 % interval 0.01 to 0.19, p = 0.03, one of 6 and not corrected, n = 50).',
  },
  {
    situation: 'a corrected p for which there is no corrected interval',
    pair: {
      verdict: 'a_better',
      winner: 'new',
      interval: [0.05, 0.15],
      simultaneous_interval: null,
      corrected_p_value: 0.003,
      family_size: 6,
    },
    sentence: 'In “accuracy”, new is better than old: 0.8 against 0.7 (new − old = +0.1; corrected p = 0.003; n = 50).',
  },
  {
    situation: 'a p-value smaller than anyone needs to know',
    pair: { verdict: 'a_better', winner: 'new', interval: [0.08, 0.12], corrected_p_value: 1e-20, n: 4000 },
    sentence:
      'In “accuracy”, new is better than old: 0.8 against 0.7 (new − old = +0.1, 95 % interval 0.08 to 0.12, p < 1e-9, n = 4000).',
  },
  {
    situation: 'a p-value at the floor of random draws',
    pair: { verdict: 'a_better', winner: 'new', interval: [0.08, 0.12], corrected_p_value: 1e-4, resamples: 9999, n: 4000 },
    sentence:
      'In “accuracy”, new is better than old: 0.8 against 0.7 (new − old = +0.1, 95 % interval 0.08 to 0.12, p < 0.0001, n = 4000).',
  },
  {
    situation: 'another level of significance',
    pair: { verdict: 'a_better', winner: 'new', level: 0.99, interval: [0.01, 0.19], corrected_p_value: 0.004 },
    method: { alpha: 0.01, level: 0.99 },
    sentence:
      'In “accuracy”, new is better than old: 0.8 against 0.7 (new − old = +0.1, 99 % interval 0.01 to 0.19, p = 0.004, n = 50).',
  },
  {
    situation: 'samples in clusters',
    pair: {
      verdict: 'a_better',
      winner: 'new',
      interval: [0.02, 0.18],
      corrected_p_value: 0.017,
      n: 115,
      clustering: { clusters: 12 },
    },
    sentence:
      'In “accuracy”, new is better than old: 0.8 against 0.7 (new − old = +0.1, 95 % interval 0.02 to 0.18, p = 0.017, n = 115 in 12 clusters).',
  },
  {
    situation: 'a constant difference on scores of unknown range, of which there is no interval',
    pair: { verdict: 'a_better', winner: 'new', interval: null, corrected_p_value: 0.001953, n: 10 },
    sentence: 'In “accuracy”, new is better than old: 0.8 against 0.7 (new − old = +0.1, p = 0.001953, n = 10).',
  },
  {
    situation: 'better, by less than the margin',
    pair: {
      verdict: 'b_better',
      winner: 'old',
      negligible: true,
      run_a_mean: 0.799,
      run_b_mean: 0.8,
      delta: -0.001,
      interval: [-0.0018, -0.0002],
      corrected_p_value: 0.01,
      n: 900,
      equivalence: within({ corrected_p_value: 0.0003, interval: [-0.012, 0.01], equivalent: true }),
    },
    sentence:
      'In “accuracy”, old is better than new: 0.8 against 0.799 (old − new = +0.001, 95 % interval 0.0002 to 0.0018, p = 0.01, n = 900). ' +
      'The difference is within the margin of ±0.02 (equivalence test: 90 % interval −0.01 to 0.012, bounded, p = 0.0003).',
  },
  {
    situation: 'the best of ten steps of a search, on the samples that it was chosen by',
    pair: {
      verdict: 'a_better',
      winner: 'new',
      level: 0.995,
      interval: [0.02, 0.18],
      corrected_p_value: 0.017,
      selection: { candidates: 10 },
    },
    sentence:
      'In “accuracy”, new is better than old: 0.8 against 0.7 (new − old = +0.1, 99.5 % interval 0.02 to 0.18, p = 0.017, n = 50). ' +
      'p and interval count the choice among 10 possibilities of a search that was scored on these samples.',
  },
  {
    situation: 'better, with samples that have no score and could undo it',
    pair: {
      verdict: 'a_better',
      winner: 'new',
      interval: [0.02, 0.18],
      corrected_p_value: 0.017,
      missing_scores: { unscored_share: 0.18 },
      warnings: [{ code: 'verdict-depends-on-missing', message: '18.0 % of the samples have no score.' }],
    },
    sentence:
      'In “accuracy”, new is better than old: 0.8 against 0.7 (new − old = +0.1, 95 % interval 0.02 to 0.18, p = 0.017, n = 50). ' +
      'But 18 % of the samples have no score in one of the runs, and with those the verdict could be another.',
  },
  {
    situation: 'equivalent within the margin',
    pair: {
      verdict: 'equivalent',
      run_a_mean: 0.801,
      run_b_mean: 0.8,
      delta: 0.001,
      interval: [-0.014, 0.016],
      corrected_p_value: 0.9,
      n: 900,
      equivalence: within({ corrected_p_value: 0.003, interval: [-0.012, 0.013], equivalent: true }),
    },
    sentence:
      'In “accuracy”, new and old are equivalent within ±0.02: 0.801 against 0.8 (new − old = +0.001; equivalence test: 90 % interval −0.012 to 0.013, bounded, p = 0.003; n = 900).',
  },
  {
    situation: 'equivalent in one of six metrics',
    pair: {
      verdict: 'equivalent',
      run_a_mean: 0.801,
      run_b_mean: 0.8,
      delta: 0.001,
      corrected_p_value: 0.9,
      family_size: 6,
      n: 900,
      equivalence: within({ corrected_p_value: 0.018, interval: [-0.012, 0.013], equivalent: true }),
    },
    sentence:
      'In “accuracy”, new and old are equivalent within ±0.02: 0.801 against 0.8 (new − old = +0.001; equivalence test: 90 % interval −0.012 to 0.013, bounded, corrected p = 0.018; n = 900).',
  },
  {
    situation: 'equivalent by t tests, on scores of unknown range',
    pair: {
      verdict: 'equivalent',
      run_a_mean: 0.801,
      run_b_mean: 0.8,
      delta: 0.001,
      corrected_p_value: 0.9,
      n: 900,
      equivalence: within({ method: 't', corrected_p_value: 0.003, interval: [-0.012, 0.013], equivalent: true }),
    },
    sentence:
      'In “accuracy”, new and old are equivalent within ±0.02: 0.801 against 0.8 (new − old = +0.001; equivalence test: 90 % interval −0.012 to 0.013, t tests, range unknown, p = 0.003; n = 900).',
  },
  {
    situation: 'the first run is not worse by more than the margin, and may be better',
    pair: {
      verdict: 'a_not_worse',
      run_a_mean: 0.82,
      run_b_mean: 0.8,
      delta: 0.02,
      corrected_p_value: 0.2,
      n: 400,
      equivalence: within({ corrected_p_value: 0.4, corrected_p_not_worse: 0.012, interval: [-0.015, 0.05] }),
    },
    sentence:
      'In “accuracy”, new is not worse than old by more than 0.02: 0.82 against 0.8 (new − old = +0.02; non-inferiority test: 90 % interval −0.015 to 0.05, bounded, p = 0.012; n = 400).',
  },
  {
    situation: 'the second run is not worse by more than the margin, where lower is better',
    pair: {
      metric: 'errors',
      verdict: 'b_not_worse',
      run_a_mean: 3.02,
      run_b_mean: 3,
      delta: 0.02,
      corrected_p_value: 0.2,
      n: 400,
      equivalence: within({ corrected_p_value: 0.4, corrected_p_not_worse: 0.012, interval: [-0.015, 0.05] }),
    },
    lowerIsBetter: true,
    sentence:
      'In “errors”, old is not worse than new by more than 0.02: 3 against 3.02 (lower is better; old − new = −0.02; non-inferiority test: 90 % interval −0.05 to 0.015, bounded, p = 0.012; n = 400).',
  },
  {
    situation: 'the data can’t tell, which is not the same as equal',
    pair: {},
    sentence:
      'In “accuracy”, the data can’t tell new from old: 0.8 against 0.7 (new − old = +0.1, 95 % interval −0.03 to 0.23, p = 0.18, n = 50). ' +
      'A true difference of 0.19 would be found 4 times out of 5 with 50 samples; half of that takes about four times as many samples.',
  },
  {
    situation: 'too few samples for a rule of thumb about more of them',
    pair: { n: 10, mde: 0.45 },
    sentence:
      'In “accuracy”, the data can’t tell new from old: 0.8 against 0.7 (new − old = +0.1, 95 % interval −0.03 to 0.23, p = 0.18, n = 10). ' +
      'A true difference of 0.45 would be found 4 times out of 5 with 10 samples.',
  },
  {
    situation: 'six tests together can tell less than one',
    pair: {
      interval: [0.02321, 0.1435],
      simultaneous_interval: [-0.003, 0.17],
      corrected_p_value: 0.07764,
      family_size: 6,
      mde: 0.19,
      mde_family: 0.24,
    },
    sentence:
      'In “accuracy”, the data can’t tell new from old: 0.8 against 0.7 (new − old = +0.1; 95 % for all 6 together: −0.003 to 0.17; corrected p = 0.07764; n = 50). ' +
      'A true difference of 0.24 would be found 4 times out of 5 with 50 samples and 6 tests; half of that takes about four times as many samples.',
  },
  {
    situation: 'so many tests that no difference can be counted on to show',
    pair: { n: 8, corrected_p_value: 1, family_size: 45, simultaneous_interval: [-0.4, 0.6], mde: 0.5, mde_family: null },
    sentence:
      'In “accuracy”, the data can’t tell new from old: 0.8 against 0.7 (new − old = +0.1; 95 % for all 45 together: −0.4 to 0.6; corrected p = 1; n = 8). ' +
      'With 8 samples and 45 tests together even the largest difference could be missed.',
  },
  {
    situation: 'the data can’t tell, in clusters',
    pair: { n: 300, clustering: { clusters: 30 } },
    sentence:
      'In “accuracy”, the data can’t tell new from old: 0.8 against 0.7 (new − old = +0.1, 95 % interval −0.03 to 0.23, p = 0.18, n = 300 in 30 clusters). ' +
      'A true difference of 0.19 would be found 4 times out of 5 with 30 clusters; half of that takes about four times as many clusters.',
  },
  {
    situation: 'neither better nor shown to be equivalent',
    pair: { equivalence: within({ corrected_p_value: 0.7, interval: [-0.01, 0.21] }), equivalence_power: 0.1234 },
    sentence:
      'In “accuracy”, the data can’t tell new from old: 0.8 against 0.7 (new − old = +0.1, 95 % interval −0.03 to 0.23, p = 0.18, n = 50). ' +
      'A true difference of 0.19 would be found 4 times out of 5 with 50 samples; half of that takes about four times as many samples. ' +
      'That they are equivalent within ±0.02 is not shown either (90 % interval −0.01 to 0.21); without any difference, such data would show it with a chance of 12 %.',
  },
  {
    situation: 'a margin for scores whose range nobody told',
    pair: { equivalence: within({ method: null, corrected_p_value: null, reason: 'range-unknown' }) },
    sentence:
      'In “accuracy”, the data can’t tell new from old: 0.8 against 0.7 (new − old = +0.1, 95 % interval −0.03 to 0.23, p = 0.18, n = 50). ' +
      'A true difference of 0.19 would be found 4 times out of 5 with 50 samples; half of that takes about four times as many samples. ' +
      'Whether they are equivalent within ±0.02 can’t be shown: the range of the scores is unknown.',
  },
  {
    situation: 'the same mean without the same scores',
    pair: { run_a_mean: 0.7, run_b_mean: 0.7, delta: 0, interval: [-0.15, 0.15], corrected_p_value: 1 },
    sentence:
      'In “accuracy”, the data can’t tell new from old: 0.7 against 0.7 (new − old = 0, 95 % interval −0.15 to 0.15, p = 1, n = 50). ' +
      'A true difference of 0.19 would be found 4 times out of 5 with 50 samples; half of that takes about four times as many samples.',
  },
  {
    situation: 'the same score on every sample, on a metric of known range',
    pair: {
      run_a_mean: 1,
      run_b_mean: 1,
      delta: 0,
      n: 30,
      interval: [-0.1135, 0.1135],
      corrected_p_value: 1,
      warnings: [{ code: 'identical-scores', message: 'Both runs have the same score on every sample.' }],
    },
    sentence:
      'In “accuracy”, new and old have the same score on all 30 samples (mean 1, 95 % interval of the difference −0.1135 to 0.1135), which does not show that they are equal.',
  },
  {
    situation: 'the same score on every sample, with a margin that so few can’t show',
    pair: {
      run_a_mean: 1,
      run_b_mean: 1,
      delta: 0,
      n: 30,
      interval: [-0.1135, 0.1135],
      corrected_p_value: 1,
      equivalence: within({ margin: 0.001, corrected_p_value: 0.97, interval: [-0.095, 0.095] }),
      equivalence_power: 0,
      warnings: [{ code: 'identical-scores', message: 'Both runs have the same score on every sample.' }],
    },
    sentence:
      'In “accuracy”, new and old have the same score on all 30 samples (mean 1, 95 % interval of the difference −0.1135 to 0.1135), which does not show that they are equal. ' +
      'That they are equivalent within ±0.001 is not shown either (90 % interval −0.095 to 0.095); without any difference, such data would show it with a chance of less than 1 %.',
  },
  {
    situation: 'no test was asked for',
    pair: { method: null, corrected_p_value: null, family_size: 0 },
    sentence:
      'In “accuracy”, new and old were not tested: 0.8 against 0.7 (new − old = +0.1, 95 % interval −0.03 to 0.23, n = 50).',
  },
  {
    situation: 'the test that was asked for has no answer',
    pair: {
      method: 'mcnemar',
      corrected_p_value: null,
      family_size: 0,
      warnings: [{ code: 'not-binary', message: 'McNemar needs scores of 0 or 1 in both runs; use auto or permutation.' }],
    },
    sentence:
      'In “accuracy”, new and old were not tested: 0.8 against 0.7 (new − old = +0.1, 95 % interval −0.03 to 0.23, n = 50). ' +
      'McNemar needs scores of 0 or 1 in both runs; use auto or permutation.',
  },
  {
    situation: 'too few samples for any verdict',
    pair: { verdict: 'insufficient_data', n: 4, corrected_p_value: 0.125, mde: null },
    sentence:
      'In “accuracy”, 4 samples are too few to tell new from old: 0.8 against 0.7 (new − old = +0.1, n = 4). It takes at least 6 samples.',
  },
  {
    situation: 'one sample',
    pair: { verdict: 'insufficient_data', n: 1, run_a_mean: 1, run_b_mean: 0, delta: 1, corrected_p_value: 1, mde: null },
    sentence:
      'In “accuracy”, 1 sample is too few to tell new from old: 1 against 0 (new − old = +1, n = 1). It takes at least 6 samples.',
  },
  {
    situation: 'too few samples at a stricter level',
    pair: { verdict: 'insufficient_data', n: 7, level: 0.99, corrected_p_value: 0.0156, mde: null },
    method: { alpha: 0.01, level: 0.99 },
    sentence:
      'In “accuracy”, 7 samples are too few to tell new from old: 0.8 against 0.7 (new − old = +0.1, n = 7). It takes at least 8 samples.',
  },
  {
    situation: 'too few clusters, however many samples',
    pair: { verdict: 'insufficient_data', n: 400, clustering: { clusters: 4 }, corrected_p_value: 0.125, mde: null },
    sentence:
      'In “accuracy”, 4 clusters are too few to tell new from old: 0.8 against 0.7 (new − old = +0.1, n = 400 in 4 clusters). It takes at least 6 clusters.',
  },
  {
    situation: 'no shared sample, because the ids differ',
    pair: {
      verdict: 'insufficient_data',
      n: 0,
      run_a_mean: null,
      run_b_mean: null,
      delta: null,
      interval: null,
      corrected_p_value: null,
      mde: null,
      coverage: { only_a: { count: 50 }, only_b: { count: 40 }, invalid_a: NONE, invalid_b: NONE },
      unpaired: { p_value: 0.17, interval: [-0.02, 0.1] },
    },
    sentence:
      'In “accuracy”, new and old can’t be compared sample by sample, for they share no sample with a score in both: 50 scored samples are only in new and 40 only in old. ' +
      'Were both made over the same dataset? ' +
      'Welch’s test of all scores, as if the samples had nothing to do with each other: 95 % interval of the difference −0.02 to 0.1, p = 0.17.',
  },
  {
    situation: 'no shared score, because one run has none that is valid',
    pair: {
      verdict: 'insufficient_data',
      n: 0,
      run_a_mean: null,
      run_b_mean: null,
      delta: null,
      interval: null,
      corrected_p_value: null,
      mde: null,
      coverage: { only_a: NONE, only_b: NONE, invalid_a: { count: 50 }, invalid_b: NONE },
      unpaired: { p_value: null, interval: null },
    },
    sentence:
      'In “accuracy”, new and old can’t be compared sample by sample, for they share no sample with a score in both: 50 samples of new have no valid score.',
  },
  {
    situation: 'one run is still in progress',
    pair: {
      n: 20,
      interval: [0.05, 0.15],
      corrected_p_value: 0.0001,
      warnings: [{ code: 'in-progress', message: 'Run "old" is still in progress.' }],
    },
    method: { runs_in_progress: ['old', 'another'] },
    sentence:
      'In “accuracy”, there is no verdict on new and old while old is in progress: so far 0.8 against 0.7 (new − old = +0.1, n = 20).',
  },
  {
    situation: 'both runs are still in progress',
    pair: { n: 20, warnings: [{ code: 'in-progress', message: 'Runs "new" and "old" are still in progress.' }] },
    method: { runs_in_progress: ['new', 'old'] },
    sentence:
      'In “accuracy”, there is no verdict on new and old while new and old are in progress: so far 0.8 against 0.7 (new − old = +0.1, n = 20).',
  },
  {
    situation: 'a run ended because its live comparison was decided',
    pair: { n: 159, warnings: [{ code: 'stopped-when-decided', message: 'Run "new" ended early.' }] },
    sentence:
      'In “accuracy”, there is no verdict on new and old here, for a run ended because its live comparison was decided, and the verdict of that holds: 0.8 against 0.7 (new − old = +0.1, n = 159).',
  },
];
