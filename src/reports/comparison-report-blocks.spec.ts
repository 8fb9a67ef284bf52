import { describe, expect, it } from '@jest/globals';
import { comparisonHtml, comparisonMarkdown } from './comparison-report-blocks.ts';
import { reportedComparison, reportedPair } from './comparison-report.fixture.ts';
import type { ComparisonReport, ReportedComparison, ReportedPair } from './comparison-report.ts';
import { HOSTILE } from './job-report.fixture.ts';

function pairOf(a: string, b: string, changes: Partial<ReportedPair> = {}): ReportedPair {
  const better = { run_b_mean: 0.4, delta: 0.4, interval: [0.2, 0.6], corrected_p_value: 0.001, verdict: 'a_better' } as const;
  return reportedPair({ run_a: a, run_b: b, ...better, winner: a, ...changes });
}

function reportOf(body: ReportedComparison, answer = 'Positive'): ComparisonReport {
  const sample = {
    id: 's1',
    prompt: 'Which?',
    response: answer,
    scores: { accuracy: 1 },
    inputs: { city: answer },
    reference: answer,
    reasons: { accuracy: answer },
  };
  const edges = [0, 0.5, 1];
  return {
    body,
    distributions: [{ metric: 'accuracy', edges, runs: body.run_ids.map((runId) => ({ runId, counts: [1, 2], n: 3 })) }],
    disagreements: [{ metric: 'accuracy', sampleId: 's1', nth: 0, nthOfRuns: [0, 0], spread: 1 }],
    samples: new Map(body.run_ids.map((runId, i) => [runId, new Map(i === 0 ? [['0/s1', sample]] : [])])),
  };
}

const EQUIVALENT = {
  margin: 0.02,
  method: 'bounded',
  corrected_p_value: 0.01,
  corrected_p_not_worse: 0.01,
  corrected_p_not_better: 0.001,
  interval: [-0.01, 0.01],
  equivalent: true,
  reason: null,
} as const;

const two = reportedComparison(['good', 'bad'], [pairOf('good', 'bad')]);

describe('comparisonMarkdown', () => {
  it('has the verdict, a row for each pair, what to keep in mind, and how it was done', () => {
    expect(comparisonMarkdown(two))
      .toBe(`In “accuracy”, good is better than bad: 0.8 against 0.4 (good − bad = +0.4, 95 % interval 0.2 to 0.6, p = 0.001, n = 50).

| metric | good | bad | difference | 95 % interval | p | n | verdict |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |
| accuracy | 0.8 | 0.4 | +0.4 | 0.2 to 0.6 | 0.001 | 50 | good is better |

- The runs differ.

<sub>Test: sign-flip; significant at 0.05 or below. Intervals have the level 0.95. No margin was given, so nothing is called equivalent. Samples without a valid score are left out. No random draws were made. Assay 1.0.0, statistics 2.</sub>
`);
  });

  it('names the runs of each pair where there are more, with both intervals and a p that is corrected', () => {
    const family = { family_size: 3, simultaneous_interval: [0.15, 0.65] } as const;
    const pairs = [
      pairOf('a', 'b', family),
      pairOf('a', 'c', { ...family, corrected_p_value: 1e-12 }),
      pairOf('b', 'c', { ...family, verdict: 'b_better', winner: 'c' }),
    ];
    const markdown = comparisonMarkdown(reportedComparison(['a', 'b', 'c'], pairs, { family_sizes: [3] }));
    expect(markdown).toContain(
      '| metric | first | second | mean of the first | mean of the second | difference | 95 % interval, each | 95 % interval, all 3 together | corrected p | n | verdict |',
    );
    expect(markdown).toContain(
      '| accuracy | a | c | 0.8 | 0.4 | +0.4 | 0.2 to 0.6 | 0.15 to 0.65 | \\< 1e-9 | 50 | a is better |',
    );
    expect(markdown).toContain('| 50 | c is better |');
    expect(markdown).toContain('p-values are corrected by Holm’s method (family: all)');
    expect(markdown).toContain('each for itself; those for all together hold at once with that level (Bonferroni).');
  });

  it.each([
    [{ verdict: 'inconclusive' }, 'can’t tell'],
    [{ verdict: 'inconclusive', corrected_p_value: null }, 'not tested'],
    [{ verdict: 'inconclusive', warnings: [{ code: 'in-progress', message: 'Not yet.' }] }, 'in progress'],
    [{ verdict: 'insufficient_data' }, 'too few samples'],
    [{ verdict: 'insufficient_data', n: 0 }, 'no shared sample'],
    [{ negligible: true }, 'a is better, within the margin'],
    [{ verdict: 'equivalent', equivalence: EQUIVALENT }, 'equivalent within ±0.02'],
  ] as const)('puts the verdict on %j in a cell as %s', (changes, text) => {
    const markdown = comparisonMarkdown(reportedComparison(['a', 'b'], [pairOf('a', 'b', changes)]));
    expect(markdown).toContain(` | ${text} |`);
  });

  it('lists sixty pairs and counts the others', () => {
    const pairs = Array.from({ length: 63 }, (_, i) => pairOf(`a${i}`, `b${i}`));
    const markdown = comparisonMarkdown(reportedComparison(['a0', 'b0', 'c'], pairs));
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

  it('begins with the result in numbers, a row a metric', () => {
    const page = comparisonHtml(reportOf(two));
    const overview = page.slice(0, page.indexOf('<h2>'));
    expect(overview).toContain('<th scope="row">accuracy</th>');
    expect(overview).toContain('data-title="verdict">good is better</td>');
  });

  it('begins with the means of more runs, and which of them may be the best', () => {
    const body = reportedComparison(['a', 'b', 'c'], [pairOf('a', 'b'), pairOf('a', 'c'), pairOf('b', 'c')]);
    const page = comparisonHtml(reportOf(body));
    const overview = page.slice(0, page.indexOf('<h2>'));
    expect(overview.match(/<th scope="row">[abc]<\/th>/g)).toHaveLength(3);
    expect(overview).toContain('0.5 <small>may be the best</small>');
  });

  it('shows of a sample on which runs disagree what it takes to judge who is right', () => {
    const page = comparisonHtml(reportOf(two, 'Paris'));
    const found = page.slice(page.indexOf('Where the runs disagree most'));
    expect(found).toContain('<h4>Inputs</h4>');
    expect(found).toContain('&quot;city&quot;: &quot;Paris&quot;');
    expect(found).toMatch(/<h4>Reference<\/h4>\s*<pre dir="auto">\s*Paris<\/pre>/);
    expect(found).toMatch(/<strong>Reason<\/strong><\/p>\s*<pre dir="auto">\s*Paris<\/pre>/);
  });

  it('says which run does not have a sample on which the runs disagree', () => {
    const page = comparisonHtml(reportOf(two));
    expect(page).toContain('· good: <strong>1</strong> · bad: <strong>no score</strong>');
    expect(page).toContain('The run does not have this sample.');
  });

  it('says what more repeats would leave of the smallest detectable difference', () => {
    const page = comparisonHtml(
      reportOf(reportedComparison(['a', 'b', 'c'], [pairOf('a', 'b', { repeats: { mde_floor: 0.125 } })])),
    );
    expect(page).toContain('<small>more repeats: not below 0.125</small>');
  });

  it('shows every two runs from both sides', () => {
    const page = comparisonHtml(reportOf(two));
    expect(page).toContain('<td class="win">+0.4 <small>win, p = 0.001</small></td>');
    expect(page).toContain('<td class="loss">−0.4 <small>loss, p = 0.001</small></td>');
  });

  it('draws at most 45 pairs, of the best run, and no table of more than 20 runs', () => {
    const runIds = Array.from({ length: 60 }, (_, i) => `run-${i}`);
    const pairs = runIds.flatMap((a, i) => runIds.slice(i + 1).map((b) => pairOf(a, b)));
    const page = comparisonHtml(reportOf(reportedComparison(runIds, pairs)));
    expect(page.match(/class="interval"/g)).toHaveLength(45);
    expect(page).toContain('Of 1770 pairs, 45 with the best run are drawn.');
    expect(page).not.toContain('<table class="matrix">');
    expect(page).toContain('1270 more pairs are not listed.');
  });
});
