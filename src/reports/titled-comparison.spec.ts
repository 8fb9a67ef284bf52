import { describe, expect, it } from '@jest/globals';
import { comparisonHtml, comparisonMarkdown } from './comparison-report-blocks.ts';
import { reportedComparison, reportedPair } from './comparison-report.fixture.ts';
import type { ReportedComparison } from './comparison-report.ts';
import { titledComparison } from './titled-comparison.ts';

const A = '3f2a1b9c-0000-4000-8000-000000000001';
const B = '7c9e0000-0000-4000-8000-000000000002';

function comparison(nameA: string, nameB: string): ReportedComparison {
  const pair = reportedPair({ run_a: A, run_b: B, winner: A, verdict: 'a_better', corrected_p_value: 0.01 });
  const runs = [
    { run_id: A, name: nameA },
    { run_id: B, name: nameB },
  ];
  return { ...reportedComparison([A, B], [pair], { runs_in_progress: [B] }), runs };
}

describe('a comparison by names', () => {
  it('has them wherever it had ids, and keeps these beside them', () => {
    const body = titledComparison(comparison('careful-v2', 'v1 · english · gpt'));
    expect(body.run_ids).toEqual(['careful-v2', 'v1 · english · gpt']);
    expect(body.pairwise_results[0]).toMatchObject({ run_a: 'careful-v2', run_b: 'v1 · english · gpt', winner: 'careful-v2' });
    expect(body.metric_summaries[0]).toMatchObject({
      best_run: 'careful-v2',
      may_be_best: body.run_ids,
      beaten_by: { 'careful-v2': [], 'v1 · english · gpt': [] },
    });
    expect(body.metric_summaries[0]?.means.map(({ run_id: runId }) => runId)).toEqual(body.run_ids);
    expect(body.metadata.runs_in_progress).toEqual(['v1 · english · gpt']);
    expect(body.runs.map(({ run_id: runId }) => runId)).toEqual([A, B]);
  });

  it('tells runs of one name apart by the beginning of their ids', () => {
    expect(titledComparison(comparison('v1', 'v1')).run_ids).toEqual(['v1 (3f2a1b9c)', 'v1 (7c9e0000)']);
  });

  it('takes no run for a tie because it is called so', () => {
    expect(titledComparison(comparison('tie', 'other')).pairwise_results[0]?.winner).toBe('tie (3f2a1b9c)');
  });

  it('says the ids once, on the page and in Markdown', () => {
    const body = comparison('careful-v2', 'baseline');
    const page = comparisonHtml({ body, distributions: [], disagreements: [], samples: new Map() });
    for (const text of [page, comparisonMarkdown(body)]) {
      expect(text.split(A)).toHaveLength(2);
      expect(text).toContain('careful-v2 is better than baseline');
    }
    expect(page).toContain('careful-v2 against baseline</h1>');
  });
});
