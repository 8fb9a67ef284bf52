import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { numberText } from '../../../../src/reports/figures.ts';
import { histogramBars, tallestShare } from '../../../../src/reports/geometry.ts';
import { api, dataOf } from '../../api/client.ts';
import { countText } from '../../lib/format.ts';
import { LetteredName } from './letter.tsx';
import type { PickedRun } from './use-comparison.ts';

const SIZE = { width: 240, height: 60 };

/** How the scores of each run are spread in one metric, all drawn by the same share of samples. */
export function Spread({ picked, metric }: { readonly picked: readonly PickedRun[]; readonly metric: string }): ReactNode {
  const results = useQueries({
    queries: picked.map(({ id }) => ({
      queryKey: ['samples', id, 'aggregate', { metric }],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        dataOf(
          api.GET('/api/runs/{run_id}/samples/aggregate', { params: { path: { run_id: id }, query: { metric } }, signal }),
        ),
      staleTime: 30_000,
    })),
  });
  const spreads = results.map(({ data }) => data?.metrics.find((found) => found.metric === metric));
  const tallest = tallestShare(spreads.map((spread) => spread?.distribution?.counts ?? []));
  return (
    <div className="spreads">
      {picked.map((run, index) => {
        const spread = spreads[index];
        return (
          <figure key={run.id}>
            <figcaption>
              <LetteredName of={run} />
              <small> n = {countText(spread?.n)}</small>
            </figcaption>
            <Bars run={run} tallest={tallest} distribution={spread?.distribution ?? null} />
          </figure>
        );
      })}
    </div>
  );
}

interface BarsProps {
  readonly run: PickedRun;
  readonly tallest: number;
  readonly distribution: { readonly from: number; readonly to: number; readonly counts: readonly number[] } | null;
}

function Bars({ run: { name, letter }, tallest, distribution }: BarsProps): ReactNode {
  const { from, to, counts } = distribution ?? { from: 0, to: 1, counts: [] };
  const edge = (bin: number): string => numberText(from + ((to - from) * bin) / counts.length);
  return (
    <>
      <svg
        className={`spread letter-${letter.toLowerCase()}`}
        viewBox={`0 0 ${String(SIZE.width)} ${String(SIZE.height)}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Scores of ${name}`}
      >
        {histogramBars(counts, tallest, SIZE).map((bar, bin) => (
          <rect key={bar.x} x={bar.x} y={bar.y} width={bar.width} height={bar.height}>
            <title>{`${edge(bin)} to ${edge(bin + 1)}: ${countText(counts[bin])}`}</title>
          </rect>
        ))}
        <line x1="0" x2={SIZE.width} y1={SIZE.height} y2={SIZE.height} />
      </svg>
      <div className="ends">
        <small>{numberText(from)}</small>
        <small>{numberText(to)}</small>
      </div>
    </>
  );
}
