import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { signInWhenRefused } from '../../api/query-client.ts';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';

interface Props {
  readonly manifest: Schemas['Manifest'];
  readonly onClose: () => void;
}

/** Starts a job that scores the stored outputs of this one, and calls no program. */
export function ScoreDialog({ manifest: { job_id: id, project, metrics: scored = [] }, onClose }: Props): ReactNode {
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [label, setLabel] = useState('');
  const catalog = useQuery({
    queryKey: ['catalog'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/catalog', { signal })),
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () =>
      dataOf(
        api.POST('/api/jobs/{job_id}/score', {
          params: { path: { job_id: id } },
          body: { metrics: [...chosen], ...(label.trim() === '' ? {} : { label: label.trim() }) },
        }),
      ),
    onSuccess: (started) => {
      onClose();
      navigate(`/jobs/${started.job_id}`);
    },
    onError: signInWhenRefused,
  });
  const metrics = catalog.data?.projects.find(({ name }) => name === project)?.metrics ?? [];
  return (
    <FormDialog
      title="Score the outputs again"
      does="Score"
      isBusy={isPending || chosen.length === 0}
      error={error}
      onSubmit={() => {
        mutate();
      }}
      onClose={onClose}
    >
      <p>A new job scores the outputs that are stored here. No program is called.</p>
      {catalog.error !== null && <ProblemBox error={catalog.error} onRetry={() => void catalog.refetch()} />}
      {catalog.data === undefined && catalog.error === null && <Loading what="Reading the metrics" />}
      {catalog.data !== undefined && metrics.length === 0 && <p>Its project has no metrics now.</p>}
      <fieldset>
        <legend>Metrics</legend>
        {metrics.map((name) => (
          <label key={name} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(name)}
              onChange={(event) => {
                setChosen(event.target.checked ? [...chosen, name] : chosen.filter((other) => other !== name));
              }}
            />
            <bdi>{name}</bdi>
            {scored.includes(name) && <small>scored before</small>}
          </label>
        ))}
      </fieldset>
      <label className="field">
        Label
        <input
          value={label}
          dir="auto"
          onChange={(event) => {
            setLabel(event.target.value);
          }}
        />
      </label>
    </FormDialog>
  );
}
