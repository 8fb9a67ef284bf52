import type { ReactNode } from 'react';
import { costText, countText, scoreText, signedText } from '../../lib/format.ts';
import { Score } from '../../parts/score.tsx';
import { StatusMark } from '../../parts/status-mark.tsx';
import type { Step } from './steps.ts';

interface Props {
  readonly steps: readonly Step[];
  readonly metrics: readonly string[];
  readonly shown: number | undefined;
  readonly onChoose: (index: number) => void;
}

/** All steps in numbers; one is chosen to be shown whole. */
export function StepTable({ steps, metrics, shown, onChoose }: Props): ReactNode {
  const hasTraining = steps.some(({ training_score: score }) => score !== null);
  return (
    <div className="wide step-table" tabIndex={0} role="region" aria-label="Steps of the search">
      <table>
        <thead>
          <tr>
            <th scope="col">Step</th>
            {metrics.length > 1 && (
              <th scope="col" className="number">
                Score
              </th>
            )}
            {metrics.map((metric) => (
              <th key={metric} scope="col" dir="auto">
                {metric}
              </th>
            ))}
            {hasTraining && (
              <th scope="col" className="number">
                Training
              </th>
            )}
            <th scope="col" className="number">
              To baseline
            </th>
            <th scope="col" className="number">
              Failed
            </th>
            <th scope="col" className="number">
              Cost
            </th>
            <th scope="col">
              <span className="hidden">State</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.step_index} className={step.step_index === shown ? 'shown' : undefined}>
              <th scope="row">
                <button
                  type="button"
                  className="step"
                  aria-pressed={step.step_index === shown}
                  onClick={() => {
                    onChoose(step.step_index);
                  }}
                >
                  {nameOf(step)}
                </button>
              </th>
              {metrics.length > 1 && <td className="number">{scoreText(step.score)}</td>}
              {metrics.map((metric) => (
                <td key={metric}>
                  <Score mean={step.metrics[metric]?.mean ?? null} interval={step.metrics[metric]?.interval ?? null} />
                </td>
              ))}
              {hasTraining && <td className="number">{scoreText(step.training_score)}</td>}
              <td className="number">
                {step.step_index === 0 || step.holdout_of === 0 ? '–' : signedText(step.difference_to_baseline)}
              </td>
              <td className="number">
                {countText(step.failed_trials)} <small>of {countText(step.trials)}</small>
              </td>
              <td className="number">{costText(step.cost_usd)}</td>
              <td>
                {step.is_best ? '★ best' : step.is_finished ? '' : <StatusMark status="running" />}
                <Decision step={step} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function nameOf({ step_index: index, holdout_of: of }: Step): string {
  if (of !== null) return of === 0 ? 'baseline, held out' : `${String(of)}, held out`;
  return index === 0 ? '0 (baseline)' : String(index);
}

/** What the search decided about a candidate, and which answers of the proposer it could not use before. */
function Decision({ step: { accepted, reason, refused } }: { readonly step: Step }): ReactNode {
  return (
    <>
      {accepted === false && <span> not accepted</span>}
      {accepted !== null && reason !== null && <small dir="auto"> {reason}</small>}
      {refused.length > 0 && (
        <small title={refused.join('; ')}>
          {' '}
          {countText(refused.length)} {refused.length === 1 ? 'answer' : 'answers'} before it could not be used
        </small>
      )}
    </>
  );
}
