import type { ReactNode } from 'react';
import { methodSentences } from '../../../../src/reports/comparison-sentences.ts';
import type { ReportedWarning } from '../../../../src/reports/comparison-report.ts';
import { useAddress } from '../../lib/address.ts';
import type { CompareRequest } from './compare-address.ts';
import { Differences } from './differences.tsx';
import { Ranking, WinMatrix } from './many-runs.tsx';
import { MetricTable, MoreMeans } from './metric-table.tsx';
import { PairedRows } from './paired-rows.tsx';
import { pairOf } from './pairs.ts';
import { PowerSection } from './power-section.tsx';
import { SlicesSection } from './slices-section.tsx';
import { Spread } from './spread.tsx';
import type { PickedRun, ShownComparison } from './use-comparison.ts';

interface Props {
  readonly shown: ShownComparison;
  readonly picked: readonly PickedRun[];
  readonly isOld: boolean;
  readonly request: CompareRequest;
}

/** The answer: sentences, warnings, numbers, and the rows that they are of. */
export function ComparisonView({ shown, picked, isOld, request }: Props): ReactNode {
  const { get, set } = useAddress();
  const { named, raw } = shown;
  const metric = raw.metrics.includes(get('metric')) ? get('metric') : (raw.metrics[0] ?? '');
  const summary = raw.metric_summaries.find((found) => found.metric === metric);
  const pair = pairOf(get('pair'), picked.length);
  const [first, second] = [picked[pair[0]], picked[pair[1]]];
  const isMany = picked.length > 2;
  const choose = (chosen: string): void => {
    set({ metric: chosen, at: null, sort: null });
  };
  return (
    <div className={isOld ? 'comparison old' : 'comparison'} aria-busy={isOld}>
      <div className="verdicts" role="status">
        {named.metric_summaries.map(
          ({ metric: about, sentence }) =>
            sentence !== '' && (
              <p key={about} className="lead" dir="auto">
                {sentence}
              </p>
            ),
        )}
      </div>
      <Warnings warnings={warningsOf(shown, metric, isMany)} />
      {isMany && raw.metrics.length > 1 && <MetricTabs metrics={raw.metrics} metric={metric} onMetric={choose} />}
      {isMany ? (
        <>
          <h2>
            <bdi>{metric}</bdi>
          </h2>
          <Ranking shown={shown} picked={picked} metric={metric} />
        </>
      ) : (
        <MetricTable shown={shown} metric={metric} onMetric={choose} />
      )}
      <h2>Differences</h2>
      <Differences
        shown={shown}
        picked={picked}
        metric={metric}
        pair={pair}
        onPair={([a, b]) => {
          set({ pair: `${String(a)},${String(b)}`, at: null });
        }}
      />
      {isMany && (
        <details>
          <summary>Every run against every other</summary>
          <WinMatrix shown={shown} picked={picked} metric={metric} />
        </details>
      )}
      <MoreMeans shown={shown} />
      <SlicesSection shown={shown} picked={picked} metric={metric} pair={pair} />
      {first !== undefined && second !== undefined && (
        <PairedRows first={first} second={second} metric={metric} lowerIsBetter={summary?.lower_is_better === true} />
      )}
      <h2>
        How the scores are spread, in <bdi>{metric}</bdi>
      </h2>
      <Spread picked={picked} metric={metric} />
      {first !== undefined && second !== undefined && (
        <PowerSection
          runIds={[first.id, second.id]}
          letters={`${first.letter} and ${second.letter}`}
          metric={metric}
          hypotheses={Math.max(...raw.metadata.family_sizes, 1)}
          options={powerOptions(request, metric)}
        />
      )}
      <p className="footnote">{methodSentences(named).join(' ')}</p>
    </div>
  );
}

interface TabsProps {
  readonly metrics: readonly string[];
  readonly metric: string;
  readonly onMetric: (metric: string) => void;
}

function MetricTabs({ metrics, metric, onMetric }: TabsProps): ReactNode {
  return (
    <div className="segments" role="group" aria-label="Metric">
      {metrics.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === metric}
          onClick={() => {
            onMetric(name);
          }}
        >
          <bdi>{name}</bdi>
        </button>
      ))}
    </div>
  );
}

function Warnings({ warnings }: { readonly warnings: readonly ReportedWarning[] }): ReactNode {
  if (warnings.length === 0) return null;
  return (
    <ul className="notes" aria-label="What to keep in mind">
      {warnings.map(({ message }) => (
        <li key={message} dir="auto">
          {message}
        </li>
      ))}
    </ul>
  );
}

/** Of the runs and the metric; of the pairs only where there are few enough to be read. */
function warningsOf({ named }: ShownComparison, metric: string, isMany: boolean): readonly ReportedWarning[] {
  const all = [
    ...named.warnings,
    ...named.metric_summaries.filter((found) => found.metric === metric).flatMap(({ warnings }) => warnings),
    ...(isMany ? [] : named.pairwise_results.flatMap(({ warnings }) => warnings)),
  ];
  return [...new Map(all.map((warning) => [warning.message, warning])).values()];
}

function powerOptions({ alpha, cluster_by: clusterBy, margin, ranges }: CompareRequest, metric: string) {
  const range = ranges?.[metric];
  return {
    ...(alpha === undefined ? {} : { alpha }),
    ...(clusterBy === undefined ? {} : { cluster_by: clusterBy }),
    ...(margin === undefined ? {} : { margin }),
    ...(range === undefined ? {} : { ranges: { [metric]: range } }),
  };
}
