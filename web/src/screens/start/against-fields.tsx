import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { shortId } from '../../lib/format.ts';
import type { Faults } from './faults.ts';
import { Choice, Text } from './fields.tsx';
import type { ShownForm } from './use-start-form.ts';

const OFFERED = 50;

interface Props {
  readonly shown: ShownForm;
  readonly faults: Faults;
}

/** The run that the job is compared with while it runs: one that has ended, over the same dataset. */
export function AgainstFields({ shown, faults }: Props): ReactNode {
  const { project = '', examples = '', against = '', margin = '', stop } = shown.form.plain;
  const { data, isLoading } = useQuery({
    queryKey: ['runs', 'baselines', project, examples],
    enabled: project !== '' && examples !== '',
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/runs', { params: { query: { limit: OFFERED, q: `${project} ${examples}` } }, signal })),
  });
  const runs = (data ?? []).filter(
    (run) =>
      run.project === project && run.dataset === examples && run.status === 'completed' && Object.keys(run.metrics).length > 0,
  );
  const options = runs.map((run) => [run.run_id, `${run.name} (${shortId(run.run_id)})`] as const);
  return (
    <fieldset>
      <legend>Against a baseline</legend>
      <div className="fields">
        <Choice
          name="against"
          isReading={isLoading}
          faults={faults}
          value={against}
          options={[['', 'none'], ...options]}
          hint="Compares the two row by row while the job runs. Rows come in a random order."
          onChange={(value) => {
            shown.set('against', value);
          }}
        />
        {against !== '' && (
          <>
            <Text
              name="margin"
              faults={faults}
              value={margin}
              step="any"
              placeholder="none"
              hint="The largest difference that would not matter, such as 0.02."
              onChange={(value) => {
                shown.set('margin', value);
              }}
            />
            <label className="check">
              <input
                id="field-stop"
                type="checkbox"
                checked={stop === 'true'}
                onChange={(event) => {
                  shown.set('stop', event.target.checked ? 'true' : '');
                }}
              />
              <span>
                End with the verdict
                <small className="about">The job ends as soon as every metric has one, which saves the other rows.</small>
              </span>
            </label>
          </>
        )}
      </div>
    </fieldset>
  );
}
