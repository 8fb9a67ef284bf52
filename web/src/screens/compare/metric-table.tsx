import type { ReactNode } from 'react';
import type { ReportedMean, ReportedPair } from '../../../../src/reports/comparison-report.ts';
import { intervalText, numberText, pFigure, signedText } from '../../../../src/reports/figures.ts';
import { areCorrected, intervalTitles, pTitle, verdictText } from '../../../../src/reports/pair-figures.ts';
import type { ShownComparison } from './use-comparison.ts';

interface Props {
  readonly shown: ShownComparison;
  readonly metric: string;
  readonly onMetric: (metric: string) => void;
}

/** Two runs in every metric: means, difference, intervals, p, verdict, and what could have been seen. */
export function MetricTable({ shown: { lettered }, metric, onMetric }: Props): ReactNode {
  const { pairwise_results: pairs, metric_summaries: summaries, metadata } = lettered;
  const isCorrected = areCorrected(pairs);
  return (
    <div className="wide" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" className="number">
              Mean of A
            </th>
            <th scope="col" className="number">
              Mean of B
            </th>
            <th scope="col" className="number">
              A − B
            </th>
            {intervalTitles(pairs).map((title) => (
              <th key={title} scope="col" className="number">
                {title}
              </th>
            ))}
            <th scope="col" className="number">
              {pTitle(pairs, metadata.correction)}
            </th>
            <th scope="col" className="number">
              n
            </th>
            <th scope="col">What is known</th>
            <th scope="col" className="number" title="A true difference of this size would be found 4 times out of 5">
              Detectable
            </th>
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair) => {
            const summary = summaries.find((found) => found.metric === pair.metric);
            const [meanA, meanB] = summary?.means ?? [];
            return (
              <tr key={pair.metric} aria-current={pair.metric === metric ? 'true' : undefined}>
                <th scope="row">
                  <button
                    type="button"
                    className="as-link"
                    aria-pressed={pair.metric === metric}
                    onClick={() => {
                      onMetric(pair.metric);
                    }}
                  >
                    <bdi>{pair.metric}</bdi>
                  </button>
                  {summary?.lower_is_better === true && <small> lower is better</small>}
                </th>
                <MeanCell mean={meanA} shown={pair.run_a_mean} />
                <MeanCell mean={meanB} shown={pair.run_b_mean} />
                <td className="number">
                  <b>{signedText(pair.delta)}</b>
                </td>
                <td className="number">{intervalText(pair.interval)}</td>
                {isCorrected && <td className="number">{intervalText(pair.simultaneous_interval)}</td>}
                <td className="number">{pFigure(pair.corrected_p_value, pair.resamples)}</td>
                <td className="number">{pair.n}</td>
                <td>{verdictText(pair)}</td>
                <td className="number">{numberText(isCorrected ? pair.mde_family : pair.mde)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface MeanProps {
  readonly mean: ReportedMean | undefined;
  readonly shown: ReportedPair['run_a_mean'];
}

function MeanCell({ mean, shown }: MeanProps): ReactNode {
  return (
    <td className="number">
      {numberText(shown)}
      {mean?.interval && <small className="block">{intervalText(mean.interval)}</small>}
    </td>
  );
}

/** Pass@k and the mean by people's labels, of those runs and metrics that have them. */
export function MoreMeans({ shown: { lettered } }: { readonly shown: ShownComparison }): ReactNode {
  const rows = lettered.metric_summaries.flatMap(({ metric, means }) =>
    means.flatMap((mean) => moreOf(mean).map((more) => ({ metric, run: mean.run_id, ...more }))),
  );
  if (rows.length === 0) return null;
  return (
    <section>
      <h2>Tries and human labels</h2>
      <div className="wide" tabIndex={0}>
        <table>
          <thead>
            <tr>
              {['Metric', 'Run', 'What'].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
              <th scope="col" className="number">
                Mean
              </th>
              <th scope="col" className="number">
                Interval
              </th>
              <th scope="col">Rests on</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ metric, run, what, mean, interval, rests }) => (
              <tr key={`${metric} ${run} ${what}`}>
                <th scope="row" dir="auto">
                  {metric}
                </th>
                <td>{run}</td>
                <td>{what}</td>
                <td className="number">{numberText(mean)}</td>
                <td className="number">{intervalText(interval)}</td>
                <td>{rests}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface MoreMean {
  readonly what: string;
  readonly mean: number;
  readonly interval: ReportedMean['interval'];
  readonly rests: string;
}

function moreOf({ pass_k: tries, judge }: ReportedMean): readonly MoreMean[] {
  const ofTries = (tries ?? []).flatMap(({ k, pass_at_k: any, pass_hat_k: all, problems, skipped }): MoreMean[] => {
    const rests = `${String(problems)} samples with ${String(k)} tries or more${skipped > 0 ? `; ${String(skipped)} have fewer` : ''}`;
    return [
      ...(any === null ? [] : [{ what: `one of ${String(k)} tries (pass@${String(k)})`, ...any, rests }]),
      ...(all === null ? [] : [{ what: `all of ${String(k)} tries (pass^${String(k)})`, ...all, rests }]),
    ];
  });
  if (judge === null) return ofTries;
  const kappa = judge.kappa === null ? '' : `, κ ${numberText(judge.kappa)}`;
  const rests = `${String(judge.human_labels)} human labels; the judge relied on by ${numberText(judge.power_tuning)}${kappa}`;
  return [...ofTries, { what: 'by people’s standards', mean: judge.mean, interval: judge.interval, rests }];
}
