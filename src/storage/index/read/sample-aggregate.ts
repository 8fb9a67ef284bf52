import type { AggregateQuery, SampleAggregate } from '../../../domain/sample-query.ts';
import { CompensatedSum } from '../../../evaluation/aggregate.ts';
import { failureGroups } from './failure-groups.ts';
import { latencyFigures } from './latency-figures.ts';
import { differencesOf, type PageSource } from './page-source.ts';
import { PositionSet } from './position-set.ts';
import type { RunColumns, SampleNumber } from './run-columns.ts';
import { type ChosenMetrics, chosenMetrics, metricNames } from './run-metrics.ts';
import { boundedDifferences, pairedCounts, pairedMatches } from './sample-differences.ts';
import { storedMatches } from './sample-matches.ts';
import { sampleSlices } from './sample-slices.ts';
import { differenceAggregate, presentValues, valueAggregate, type ValueKind } from './value-aggregate.ts';

/** Counts and means of the samples that match. Throws `unusable_request` for a metric that can't be used. */
export function sampleAggregate(source: PageSource, asked: AggregateQuery): SampleAggregate {
  const { columns, other, search } = source;
  const { database, run, size } = columns;
  const chosen = chosenMetrics(database, run, asked, other?.run ?? null);
  const differences = other && differencesOf(columns, other, chosen);
  const unpaired = matches(source, asked, chosen, differences);
  const among = PositionSet.common([unpaired, differences && pairedMatches(differences, asked)]);
  const metrics = metricNames(database, run);
  const chosenSamples = { among, examples: columns.examples() };
  const kind = kindOf(run);
  const pairKind = other !== null && kindOf(other.run) === 'scores' ? 'scores' : kind;
  return {
    samples: among?.count ?? size,
    failed: total(columns, 'is_failed', among) ?? 0,
    metrics: metrics.map((metric, metricNo) => ({ metric, ...valueAggregate(columns.scores(metricNo), chosenSamples, kind) })),
    delta: differences && differenceAggregate(differences, columns.scores(chosen.metricNo ?? 0), chosenSamples, pairKind),
    paired: differences && pairedCounts(differences, unpaired, asked.lowerIsBetter),
    ...failureGroups(columns, among, metrics),
    inputTokens: total(columns, 'input_tokens', among) ?? 0,
    outputTokens: total(columns, 'output_tokens', among) ?? 0,
    cost: total(columns, 'cost', among),
    latency: latencyFigures([columns], among),
    ...(asked.sliceBy === undefined ? { slices: null, moreSlices: 0 } : sampleSlices(columns, among, asked.sliceBy)),
    search: asked.q === undefined ? null : search.progress(columns),
  };
}

/** Those of an import may be any numbers. */
function kindOf({ source }: RunColumns['run']): ValueKind {
  return source === 'job' ? 'normalized' : 'scores';
}

/** The samples that match, whatever became of them against the other run. */
function matches(
  { columns, search }: PageSource,
  asked: AggregateQuery,
  chosen: ChosenMetrics,
  differences: Float64Array | null,
): PositionSet | null {
  return PositionSet.common([
    storedMatches(columns, asked, chosen),
    differences && boundedDifferences(differences, asked),
    asked.q === undefined ? null : PositionSet.of(columns.size, search.all(columns, asked.q)),
  ]);
}

/** `null` where no sample has such a number. */
function total(columns: RunColumns, name: SampleNumber, among: PositionSet | null): number | null {
  const values = presentValues(columns.numbers(name), among);
  if (values.length === 0) return null;
  const sum = new CompensatedSum();
  for (const value of values) sum.add(value);
  return sum.value;
}
