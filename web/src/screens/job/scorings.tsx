import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import { scoreText } from '../../lib/format.ts';
import { textOf } from './result-row.ts';

interface Props {
  readonly scorings: readonly Schemas['ScoringPayload'][];
  /** By metric, with the mean of a judge's looks. */
  readonly scores: Readonly<Record<string, number>>;
}

/** The scores of a row with their reasons, each look of a judge by itself. */
export function Scorings({ scorings, scores }: Props): ReactNode {
  if (scorings.length === 0) return null;
  return (
    <section>
      <h3>Scores</h3>
      <div className="wide">
        <table className="scorings">
          <thead>
            <tr>
              <th scope="col">Metric</th>
              <th scope="col" className="number">
                Score
              </th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {scorings.map((scoring) => (
              <ScoringRow
                key={`${scoring.metric.name} ${String(scoring.replicate)}`}
                scoring={scoring}
                scores={scores}
                looks={looksOf(scoring, scorings)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface RowProps {
  readonly scoring: Schemas['ScoringPayload'];
  readonly scores: Props['scores'];
  readonly looks: number;
}

function ScoringRow({ scoring: { metric, replicate, score, error }, scores, looks }: RowProps): ReactNode {
  return (
    <tr>
      <th scope="row" title={metric.description}>
        <bdi>{metric.name}</bdi>
        {looks > 1 && (
          <small>
            {' '}
            look {replicate + 1} of {looks}, mean {scoreText(scores[metric.name])}
          </small>
        )}
      </th>
      <td className="number">
        {score === undefined ? '–' : scoreText(score.normalized)}
        {score !== undefined && isOther(score) && <small> {textOf(score.raw)}</small>}
      </td>
      <td dir="auto">
        {error === undefined ? (
          score?.reason
        ) : (
          <span className="bad-text">
            {error.type}: {error.message}
          </span>
        )}
      </td>
    </tr>
  );
}

function looksOf(scoring: Schemas['ScoringPayload'], all: readonly Schemas['ScoringPayload'][]): number {
  return all.filter(({ metric }) => metric.name === scoring.metric.name).length;
}

/** Whether the metric's own value says something that its normalized one does not. */
function isOther({ raw, normalized }: Schemas['Score']): boolean {
  return raw !== normalized && typeof raw !== 'boolean';
}
