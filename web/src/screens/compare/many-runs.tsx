import type { ReactNode } from 'react';
import { standing } from '../../../../src/reports/best-sentence.ts';
import { pairsOf } from '../../../../src/reports/comparison-sentences.ts';
import { intervalText, numberText, signedText } from '../../../../src/reports/figures.ts';
import { LetteredName } from './letter.tsx';
import { outcomeOf } from './pairs.ts';
import type { PickedRun, ShownComparison } from './use-comparison.ts';

interface Props {
  readonly shown: ShownComparison;
  readonly picked: readonly PickedRun[];
  readonly metric: string;
}

/** Three runs or more in one metric: each by its mean, with what beats it. */
export function Ranking({ shown: { lettered }, picked, metric }: Props): ReactNode {
  const summary = lettered.metric_summaries.find((found) => found.metric === metric);
  if (summary === undefined) return null;
  const sign = summary.lower_is_better ? 1 : -1;
  const rows = summary.means
    .map((mean, index) => ({ mean, run: picked[index] }))
    .toSorted((a, b) => sign * ((a.mean.mean ?? sign * Infinity) - (b.mean.mean ?? sign * Infinity)));
  return (
    <div className="wide" tabIndex={0}>
      <table>
        <caption>Means over the {summary.n} samples that all runs share, the best first</caption>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col" className="number">
              Mean
            </th>
            <th scope="col" className="number">
              Interval
            </th>
            <th scope="col">Standing</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ mean, run }) => (
            <tr key={mean.run_id}>
              <th scope="row">{run !== undefined && <LetteredName of={run} />}</th>
              <td className="number">
                <b>{numberText(mean.mean)}</b>
              </td>
              <td className="number">{intervalText(mean.interval)}</td>
              <td>{standing(summary, mean.run_id)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Every run against every other: row minus column, with who won. */
export function WinMatrix({ shown: { lettered }, picked, metric }: Props): ReactNode {
  const pairs = pairsOf(lettered, metric);
  return (
    <div className="wide" tabIndex={0}>
      <table className="matrix">
        <caption>Row minus column, and whether the row’s run wins</caption>
        <thead>
          <tr>
            <th scope="col">Run</th>
            {picked.map(({ id, letter, name }) => (
              <th key={id} scope="col" title={name}>
                {letter}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {picked.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <LetteredName of={row} />
              </th>
              {picked.map((column) => {
                const outcome = outcomeOf(pairs, row.letter, column.letter);
                return (
                  <td key={column.id} className={outcome?.word}>
                    {outcome === undefined ? (
                      <span aria-label="the same run">·</span>
                    ) : (
                      <>
                        {signedText(outcome.delta)} <small className="block">{outcome.word}</small>
                      </>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
