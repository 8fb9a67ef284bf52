import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { api, dataOf } from '../../api/client.ts';
import { compareAddress } from '../../lib/id-list.ts';
import { useDebounced } from '../../lib/use-debounced.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { timeText } from '../../lib/format.ts';
import { useNow } from '../../lib/use-now.ts';

interface Props {
  readonly runId: string;
  /** Runs of the same dataset are offered first. */
  readonly dataset: string | null;
  readonly onClose: () => void;
}

const OFFERED = 30;

/** Chooses what a run is compared with. */
export function CompareDialog({ runId, dataset, onClose }: Props): ReactNode {
  const [, navigate] = useLocation();
  const now = useNow();
  const [typed, setTyped] = useState(dataset ?? '');
  const q = useDebounced(typed);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { data, error, refetch } = useQuery({
    queryKey: ['runs', 'offered', q],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/runs', { params: { query: { limit: OFFERED, ...(q.trim() === '' ? {} : { q }) } }, signal })),
  });
  const offered = data?.filter(({ run_id: id }) => id !== runId) ?? [];
  return (
    <ActionDialog
      title="Compare with"
      verb="Compare"
      isReady={chosen.length > 0}
      act={async () => {
        navigate(compareAddress([runId, ...chosen]));
        return Promise.resolve();
      }}
      onClose={onClose}
    >
      <input
        type="search"
        aria-label="Search the runs"
        placeholder="Name, project, dataset, model, id"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
        }}
      />
      {error !== null && <ProblemBox error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading what="Reading the runs" />}
      {data !== undefined && offered.length === 0 && <p className="empty">No other run matches.</p>}
      <fieldset className="offered">
        <legend className="hidden">Runs</legend>
        {offered.map(({ run_id: id, name, experiment_id: experiment, created_at: at }) => (
          <label key={id} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={(event) => {
                setChosen(event.target.checked ? [...chosen, id] : chosen.filter((other) => other !== id));
              }}
            />
            <span>
              <bdi>{name}</bdi>{' '}
              <small>
                <bdi>{experiment}</bdi>, {timeText(at, now)}
              </small>
            </span>
          </label>
        ))}
      </fieldset>
    </ActionDialog>
  );
}
