import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import { costText, countText, durationText } from '../../lib/format.ts';
import type { AddressChange } from '../../lib/query.ts';
import { Fact } from '../../parts/fact.tsx';
import { Histogram } from '../../parts/histogram/histogram.tsx';
import { Score } from '../../parts/score.tsx';
import { FailureGroups } from './failure-groups.tsx';
import type { RowFilter } from './row-filter.ts';

interface Props {
  /** Of the rows that match. */
  readonly matching: Schemas['SampleAggregate'];
  /** Of those that match but for the range of scores. */
  readonly spread: Schemas['SampleAggregate'];
  readonly filter: RowFilter;
  readonly isFiltering: boolean;
  readonly onChange: (change: AddressChange) => void;
}

/** Means, distributions, failures and what it took, of the rows that match the filter. */
export function Figures({ matching, spread, filter, isFiltering, onChange }: Props): ReactNode {
  return (
    <div className="cards">
      {matching.metrics.map(({ metric, mean, interval, n }) => {
        const distribution = spread.metrics.find((other) => other.metric === metric)?.distribution ?? null;
        return (
          <section key={metric} className="card" aria-label={metric}>
            <h2 dir="auto" title={metric}>
              {metric}
            </h2>
            <Score mean={mean} interval={interval} n={n} />
            {distribution !== null && (
              <Histogram
                label={metric}
                {...distribution}
                range={filter.metric === metric ? rangeOf(filter, distribution) : null}
                onRange={(range) => {
                  const [min, max] = range ?? [null, null];
                  onChange(range === null ? { min, max } : { metric, min, max });
                }}
              />
            )}
          </section>
        );
      })}
      <FailureGroups matching={matching} filter={filter} onChange={onChange} />
      <section className="card took" aria-label="What it took">
        <h2>{isFiltering ? 'What these rows took' : 'What the rows took'}</h2>
        <dl className="facts">
          <Fact name="median latency" value={durationText(matching.latency?.p50)} />
          <Fact name="95 % within" value={durationText(matching.latency?.p95)} />
          <Fact name="tokens in" value={countText(matching.input_tokens)} />
          <Fact name="tokens out" value={countText(matching.output_tokens)} />
          <Fact name="cost" value={costText(matching.cost)} />
        </dl>
      </section>
    </div>
  );
}

/** The place of the figures while they are made, so that the rows, which are there before them, stay where they are. */
export function FiguresToCome({ metrics }: { readonly metrics: readonly string[] }): ReactNode {
  return (
    <div className="cards" aria-busy="true">
      {metrics.map((metric) => (
        <section key={metric} className="card" aria-label={metric}>
          <h2 dir="auto" title={metric}>
            {metric}
          </h2>
        </section>
      ))}
      <section className="card took" aria-label="What it took">
        <h2>What the rows took</h2>
      </section>
    </div>
  );
}

/** The chosen range; an end that is not given is that of the distribution. */
function rangeOf({ min, max }: RowFilter, { from, to }: Schemas['Distribution']): readonly [number, number] | null {
  if (min === '' && max === '') return null;
  const [low, high] = [min === '' ? from : Number(min), max === '' ? to : Number(max)];
  return Number.isNaN(low) || Number.isNaN(high) || high < low ? null : [low, high];
}
