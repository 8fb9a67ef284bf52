import { describe, expect, it } from '@jest/globals';
import { comparisonHtml, comparisonMarkdown } from './comparison-report-blocks.ts';
import type { ComparisonReport, ReportedComparison, ReportedPair } from './comparison-report.ts';
import { HOSTILE } from './job-report.fixture.ts';

function pairOf(a: string, b: string, changes: Partial<ReportedPair> = {}): ReportedPair {
  return {
    metric: 'accuracy',
    run_a: a,
    run_b: b,
    run_a_mean: 0.8,
    run_b_mean: 0.4,
    delta: 0.4,
    interval: [0.2, 0.6],
    level: 0.95,
    corrected_p_value: 0.001,
    resamples: null,
    n: 50,
    ties: 10,
    mde: 0.2,
    mde_family: 0.2,
    method: 'sign-flip',
    equivalence: null,
    verdict: 'a_better',
    negligible: false,
    winner: a,
    warnings: [],
    ...changes,
  };
}

const UNTESTED = { may_be_best: null, beaten_by: null, warnings: [] };

function bodyOf(runIds: readonly string[], pairs: readonly ReportedPair[]): ReportedComparison {
  const means = runIds.map((run_id) => ({ run_id, mean: 0.5, interval: null, standard_error: null }));
  const [best = null] = runIds;
  return {
    run_ids: runIds,
    metric_summaries: [{ metric: 'accuracy', lower_is_better: false, n: 50, means, best_run: best, ...UNTESTED }],
    pairwise_results: pairs,
    warnings: [{ message: 'The runs differ.' }],
    metadata: {
      methods: ['sign-flip'],
      correction: 'holm',
      family: 'all',
      alpha: 0.05,
      level: 0.95,
      margin: null,
      missing: 'exclude',
      cluster_by: null,
      seed: 'exact',
      assay_version: '1.0.0',
      statistics_version: '1',
    },
  };
}

function reportOf(body: ReportedComparison, answer = 'Positive'): ComparisonReport {
  const sample = { id: 's1', prompt: 'Which?', response: answer, scores: { accuracy: 1 } };
  const edges = [0, 0.5, 1];
  return {
    body,
    distributions: [{ metric: 'accuracy', edges, runs: body.run_ids.map((runId) => ({ runId, counts: [1, 2], n: 3 })) }],
    disagreements: [{ metric: 'accuracy', sampleId: 's1', nth: 0, spread: 1 }],
    samples: new Map(body.run_ids.map((runId, i) => [runId, new Map(i === 0 ? [['0/s1', sample]] : [])])),
  };
}

const two = bodyOf(['good', 'bad'], [pairOf('good', 'bad')]);

describe('comparisonMarkdown', () => {
  it('has the verdict, a row for each pair, what to keep in mind, and how it was done', () => {
    expect(comparisonMarkdown(two))
      .toBe(`In “accuracy”, good is better than bad: 0.8 against 0.4 (+0.4, 95 % interval 0.2 to 0.6, p = 0.001, n = 50).

| metric | run | baseline | run | baseline | difference | interval | p | n | verdict |
| --- | --- | --- | ---: | ---: | ---: | --- | --- | ---: | --- |
| accuracy | good | bad | 0.8 | 0.4 | +0.4 | 0.2 to 0.6 | 0.001 | 50 | a better |

- The runs differ.

<sub>Test: sign-flip; p-values are corrected by Holm’s method (family: all); significant at 0.05 or below. Intervals have the level 0.95 and are not corrected. No margin was given, so nothing is called equivalent. Samples without a valid score are left out. No random draws were made. Assay 1.0.0, statistics 1.</sub>
`);
  });

  it('says of runs without a sample in common that this is why they are not compared', () => {
    const apart = pairOf('good', 'bad', { n: 0, delta: null, interval: null, verdict: 'insufficient_data', winner: 'tie' });
    expect(comparisonMarkdown(bodyOf(['good', 'bad'], [apart]))).toContain(
      'good and bad share no sample that has a score in both, so they can’t be compared.',
    );
  });

  it('lists sixty pairs and counts the others', () => {
    const pairs = Array.from({ length: 63 }, (_, i) => pairOf(`a${i}`, `b${i}`));
    const markdown = comparisonMarkdown(bodyOf(['a0', 'b0', 'c'], pairs));
    expect(markdown.match(/^\| accuracy/gm)).toHaveLength(60);
    expect(markdown).toContain('\n\n3 more pairs are not listed.\n\n');
  });
});

describe('comparisonHtml', () => {
  it('shows whatever a model wrote as text, with the same elements as for plain words', () => {
    const names = (page: string): string[] => page.match(/<\/?[a-z]\w*/g) ?? [];
    const hostile = comparisonHtml(reportOf(two, HOSTILE));
    expect(hostile).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(names(hostile)).toEqual(names(comparisonHtml(reportOf(two))));
  });

  it('says which run does not have a sample on which the runs disagree', () => {
    const page = comparisonHtml(reportOf(two));
    expect(page).toContain('· good: <strong>1</strong> · bad: <strong>no score</strong>');
    expect(page).toContain('The run does not have this sample.');
  });

  it('shows every two runs from both sides', () => {
    const page = comparisonHtml(reportOf(two));
    expect(page).toContain('<td class="win">+0.4 <small>win, p = 0.001</small></td>');
    expect(page).toContain('<td class="loss">−0.4 <small>loss, p = 0.001</small></td>');
  });

  it('draws at most 45 pairs, of the best run, and no table of more than 20 runs', () => {
    const runIds = Array.from({ length: 60 }, (_, i) => `run-${i}`);
    const pairs = runIds.flatMap((a, i) => runIds.slice(i + 1).map((b) => pairOf(a, b)));
    const page = comparisonHtml(reportOf(bodyOf(runIds, pairs)));
    expect(page.match(/class="interval"/g)).toHaveLength(45);
    expect(page).toContain('Of 1770 pairs, 45 with the best run are drawn.');
    expect(page).not.toContain('<table class="matrix">');
    expect(page).toContain('1270 more pairs are not listed.');
  });
});
