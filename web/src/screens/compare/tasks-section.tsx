import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import type { CompareRequest } from './compare-address.ts';
import { arePaired, type TaskGroup } from './task-groups.ts';

interface ChoiceProps {
  readonly groups: readonly TaskGroup[];
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** Whether the datasets of the picked runs are compared as tasks. */
export function TasksChoice({ groups, isOn, onChange }: ChoiceProps): ReactNode {
  if (groups.length < 2) return null;
  const isPossible = arePaired(groups);
  return (
    <div className="tasks-choice">
      <label>
        <input
          type="checkbox"
          checked={isOn}
          disabled={!isPossible && !isOn}
          onChange={(event) => {
            onChange(event.target.checked);
          }}
        />{' '}
        Compare the {String(groups.length)} datasets as tasks, each counting the same
      </label>
      {!isPossible && <p className="under">For that, pick the same number of runs over each dataset, two or more.</p>}
    </div>
  );
}

interface Props {
  readonly groups: readonly TaskGroup[];
  readonly request: CompareRequest;
}

/** The verdict on the mean over several tasks; all its numbers are in the report. */
export function TasksSection({ groups, request }: Props): ReactNode {
  const isPossible = arePaired(groups);
  const { data, error, refetch } = useQuery({
    queryKey: ['compare', request],
    queryFn: ({ signal }) => dataOf(api.POST('/api/compare', { body: request, signal })),
    enabled: isPossible,
  });
  return (
    <section aria-label="Tasks">
      <table className="tasks">
        <thead>
          <tr>
            <th scope="col">Task</th>
            {(request.run_ids ?? []).map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map(({ name, runs }) => (
            <tr key={name}>
              <th scope="row" dir="auto">
                {name}
              </th>
              {runs.map((run) => (
                <td key={run.id} dir="auto" title={run.id}>
                  {run.name}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {!isPossible && <p>Pick the same number of runs over each dataset, two or more.</p>}
      {error !== null && <ProblemBox error={error} onRetry={() => void refetch()} />}
      {isPossible && data === undefined && error === null && <Loading what="Comparing" />}
      {data !== undefined && (
        <div className="verdicts">
          {data.metric_summaries.map(({ metric, sentence }) => (
            <p key={metric} dir="auto">
              {sentence}
            </p>
          ))}
          <p className="under">The numbers of each task are in the report.</p>
        </div>
      )}
    </section>
  );
}
