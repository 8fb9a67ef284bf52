import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { countText, scoreText, shortId } from '../../lib/format.ts';
import { useDebounced } from '../../lib/use-debounced.ts';
import { Age } from '../../parts/age.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { StatusMark } from '../../parts/status-mark.tsx';

const SHOWN = 20;

interface Props {
  /** Those that are picked already. */
  readonly picked: readonly string[];
  readonly onPick: (id: string) => void;
}

/** Finds a run by words of its name, project, model or id. Enter takes the first one that was found. */
export function RunPicker({ picked, onPick }: Props): ReactNode {
  const [text, setText] = useState('');
  const id = useId();
  const q = useDebounced(text.trim());
  const { data, error, refetch } = useQuery({
    queryKey: ['runs', 'picker', q],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/runs', { params: { query: { limit: SHOWN + picked.length, ...(q === '' ? {} : { q }) } }, signal })),
    placeholderData: keepPreviousData,
  });
  const found = data?.filter(({ run_id: runId }) => !picked.includes(runId)).slice(0, SHOWN);
  const pick = (runId: string): void => {
    setText('');
    onPick(runId);
  };
  return (
    <search className="picker">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const [first] = q === text.trim() ? (found ?? []) : [];
          if (first !== undefined) pick(first.run_id);
        }}
      >
        <label htmlFor={id}>Find a run</label>
        <input
          id={id}
          type="search"
          value={text}
          placeholder="Name, project, model, id"
          autoComplete="off"
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
      </form>
      {error !== null && <ProblemBox error={error} onRetry={() => void refetch()} />}
      {found === undefined && error === null && <Loading />}
      {found?.length === 0 && (
        <p className="empty">
          {q === '' ? 'There is no other run. Start one, or import results.' : 'No other run has all of these words.'}
        </p>
      )}
      <ul className="found" aria-label="Runs that were found">
        {found?.map((run) => (
          <li key={run.run_id}>
            <button
              type="button"
              onClick={() => {
                pick(run.run_id);
              }}
            >
              <Found run={run} />
            </button>
          </li>
        ))}
      </ul>
    </search>
  );
}

function Found({ run }: { readonly run: Schemas['RunSummary'] }): ReactNode {
  const means = Object.entries(run.metrics).slice(0, 2);
  return (
    <>
      <bdi className="found-name">{run.name}</bdi>
      <small>
        {run.status !== 'completed' && (
          <>
            <StatusMark status={run.status} /> ·{' '}
          </>
        )}
        <bdi>{run.dataset === null ? run.experiment_id : `${run.project ?? run.experiment_id} / ${run.dataset}`}</bdi> · n ={' '}
        {countText(run.num_samples)}
        {means.map(([metric, mean]) => (
          <span key={metric}>
            {' '}
            · <bdi>{metric}</bdi> {scoreText(mean)}
          </span>
        ))}{' '}
        · <Age at={run.created_at} /> · {shortId(run.run_id)}
      </small>
    </>
  );
}
