import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useAddress } from '../../lib/address.ts';
import { scoreText } from '../../lib/format.ts';
import { NO_FILTER } from './row-filter.ts';

interface Props {
  readonly steps: readonly Schemas['StepOutcome'][];
  readonly best: number | undefined;
}

/** Which step of a search the numbers and rows below are of. */
export function StepChoice({ steps, best }: Props): ReactNode {
  const { get, set } = useAddress();
  if (steps.length === 0) {
    const step = get('step');
    return <p className="under">The rows below are those of {step === '' ? 'the step that runs' : `step ${step}`}.</p>;
  }
  return (
    <p>
      <label>
        Rows of{' '}
        <select
          value={get('step')}
          onChange={(event) => {
            set({ ...NO_FILTER, sort: null, step: event.target.value });
          }}
        >
          <option value="">the last step</option>
          {steps.map(({ step_index: index, score }) => (
            <option key={index} value={String(index)}>
              {index === 0 ? 'the baseline' : `step ${String(index)}`}
              {`: ${scoreText(score)}`}
              {index === best ? ' (best)' : ''}
            </option>
          ))}
        </select>
      </label>
    </p>
  );
}
