import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useAddress } from '../../lib/address.ts';
import { scoreText } from '../../lib/format.ts';
import { NO_FILTER } from './row-filter.ts';

interface Props {
  readonly steps: readonly Schemas['StepOutcome'][];
  /** The last one where none is. */
  readonly shown: number | undefined;
  readonly best: number | undefined;
}

/** Which step of a search the numbers and rows below are of. */
export function StepChoice({ steps, shown, best }: Props): ReactNode {
  const { set } = useAddress();
  if (steps.length === 0) {
    const which = shown === undefined ? 'the step that runs' : `step ${String(shown)}`;
    return <p className="under">The rows below are those of {which}.</p>;
  }
  return (
    <p>
      <label>
        Rows of{' '}
        <select
          value={String(shown ?? steps.at(-1)?.step_index)}
          onChange={(event) => {
            set({ ...NO_FILTER, sort: null, step: event.target.value });
          }}
        >
          {steps.map(({ step_index: index, score, holdout_of: of }) => (
            <option key={index} value={String(index)}>
              {nameOf(of ?? index)}
              {of === undefined ? '' : ' on held-out rows'}
              {`: ${scoreText(score)}`}
              {index === best ? ' (best)' : ''}
            </option>
          ))}
        </select>
      </label>
    </p>
  );
}

function nameOf(index: number): string {
  return index === 0 ? 'the baseline' : `step ${String(index)}`;
}
