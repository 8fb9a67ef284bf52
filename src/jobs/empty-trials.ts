import type { AggregateQuery, SampleAggregate, SamplePage, SampleQuery, SearchProgress } from '../domain/sample-query.ts';
import { RunningAggregate } from '../evaluation/aggregate.ts';

/** What a query finds among no trials. */
export function emptyPage(asked: SampleQuery): SamplePage {
  return { samples: [], nextCursor: null, total: asked.offset === undefined ? null : 0, search: nothingSearched(asked.q) };
}

/** The counts and means of no trials. */
export function emptyAggregate({ q, against, sliceBy }: AggregateQuery): SampleAggregate {
  return {
    samples: 0,
    failed: 0,
    metrics: [],
    delta: against === undefined ? null : { ...new RunningAggregate().aggregate, interval: null, distribution: null },
    paired: against === undefined ? null : { improved: 0, regressed: 0, equal: 0, missing: 0 },
    failures: [],
    scoringFailures: [],
    inputTokens: 0,
    outputTokens: 0,
    cost: null,
    latency: null,
    slices: sliceBy === undefined ? null : [],
    moreSlices: 0,
    search: nothingSearched(q),
  };
}

function nothingSearched(q: string | undefined): SearchProgress | null {
  return q === undefined ? null : { indexed: 0, of: 0 };
}
