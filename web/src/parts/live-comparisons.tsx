import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { liveEndSentence, liveFigures } from '../../../src/reports/live-sentences.ts';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { countText, shortId } from '../lib/format.ts';
import { Age } from './age.tsx';
import { StatusMark } from './status-mark.tsx';

const SHOWN = 10;
const LIVE_MS = 2_000;

/** The latest comparisons that were made while their runs were, or those of one run; nothing where there is none. */
export function LiveComparisons({ runId }: { readonly runId?: string }): ReactNode {
  const { data } = useQuery({
    queryKey: ['comparisons', runId ?? null],
    queryFn: ({ signal }) => {
      const query = { limit: SHOWN, ...(runId === undefined ? {} : { run_id: runId }) };
      return dataOf(api.GET('/api/comparisons', { params: { query }, signal }));
    },
    refetchInterval: ({ state }) =>
      state.data?.comparisons.some(({ status }) => status !== 'ended') === true ? LIVE_MS : false,
  });
  if (data === undefined || data.comparisons.length === 0) return null;
  return (
    <section aria-label="Live comparisons">
      <h2>Live comparisons</h2>
      <ul>
        {data.comparisons.map((comparison) => (
          <li key={comparison.comparison_id}>
            <Line comparison={comparison} runId={runId} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line({
  comparison,
  runId,
}: {
  readonly comparison: Schemas['LiveComparison'];
  readonly runId: string | undefined;
}): ReactNode {
  const { comparison_id: id, run_ids: runs, status, state, created_at: at } = comparison;
  const [candidate = '', baseline = ''] = runs;
  const name = runId === candidate ? `Against ${shortId(baseline)}` : `${shortId(candidate)} against ${shortId(baseline)}`;
  const [first] = state?.metrics ?? [];
  return (
    <>
      <Link href={`/comparisons/${id}`}>{name}</Link> <StatusMark status={status} />{' '}
      {state !== null && first !== undefined && (
        <>
          <bdi>{first.metric}</bdi> {liveFigures(first)} after {countText(state.n)} of {countText(state.of)} rows.{' '}
          {liveEndSentence(state)}{' '}
        </>
      )}
      <small>
        <Age at={at} />
      </small>
    </>
  );
}
