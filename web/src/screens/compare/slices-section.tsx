import type { ReactNode } from 'react';
import { intervalText, numberText, pFigure, signedText } from '../../../../src/reports/figures.ts';
import { intervalTitles, pTitle, verdictText } from '../../../../src/reports/pair-figures.ts';
import { ForestPlot } from '../../parts/forest-plot.tsx';
import { type PairPlaces, toneOf } from './pairs.ts';
import type { PickedRun, ShownComparison } from './use-comparison.ts';

interface Props {
  readonly shown: ShownComparison;
  readonly picked: readonly PickedRun[];
  readonly metric: string;
  readonly pair: PairPlaces;
}

/** One pair in one metric within each level of a field; the p-values of all levels and of the whole are corrected together. */
export function SlicesSection({ shown: { lettered }, picked, metric, pair: [first, second] }: Props): ReactNode {
  const { slices, metadata } = lettered;
  if (slices.length === 0) return null;
  const [a = '', b = ''] = [picked[first]?.letter, picked[second]?.letter];
  const rows = slices.flatMap(({ level, pairwise_results: pairs, warnings }) =>
    pairs
      .filter((pair) => pair.metric === metric && pair.run_a === a && pair.run_b === b)
      .map((pair) => ({ level, pair, warnings: [...warnings, ...pair.warnings] })),
  );
  const pairs = rows.map(({ pair }) => pair);
  const notes = [...new Set(rows.flatMap(({ level, warnings }) => warnings.map(({ message }) => `${level}: ${message}`)))];
  const levelTitle = intervalTitles(pairs).at(-1) ?? 'interval';
  return (
    <section>
      <h2>
        By <bdi>{metadata.slice_by}</bdi>, in <bdi>{metric}</bdi>
      </h2>
      <ForestPlot
        caption={`${a} − ${b} within each level, with intervals of each alone`}
        of="Level"
        items={rows.map(({ level, pair }) => ({
          id: level,
          label: <bdi>{level}</bdi>,
          delta: pair.delta,
          interval: pair.interval,
          tone: toneOf(pair),
          words: verdictText(pair),
        }))}
        margin={metadata.margin}
        below={`${b} is higher`}
        above={`${a} is higher`}
      />
      <details>
        <summary>Numbers of each level</summary>
        <div className="wide" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Level</th>
                {['n', `Mean of ${a}`, `Mean of ${b}`, `${a} − ${b}`, levelTitle, pTitle(pairs, metadata.correction)].map(
                  (title) => (
                    <th key={title} scope="col" className="number">
                      {title}
                    </th>
                  ),
                )}
                <th scope="col">What is known</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ level, pair }) => (
                <tr key={level}>
                  <th scope="row" dir="auto">
                    {level}
                  </th>
                  <td className="number">{pair.n}</td>
                  <td className="number">{numberText(pair.run_a_mean)}</td>
                  <td className="number">{numberText(pair.run_b_mean)}</td>
                  <td className="number">{signedText(pair.delta)}</td>
                  <td className="number">{intervalText(pair.simultaneous_interval ?? pair.interval)}</td>
                  <td className="number">{pFigure(pair.corrected_p_value, pair.resamples)}</td>
                  <td>{verdictText(pair)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {notes.length > 0 && (
          <ul className="notes">
            {notes.map((note) => (
              <li key={note} dir="auto">
                {note}
              </li>
            ))}
          </ul>
        )}
      </details>
    </section>
  );
}
