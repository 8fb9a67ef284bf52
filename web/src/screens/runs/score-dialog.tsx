import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { toggled } from './selection.ts';
import type { Result } from './result-list.ts';

/** Scores the stored outputs of a job by other metrics, or by the same as they are now. */
export function ScoreDialog({ result, onClose }: { readonly result: Result; readonly onClose: () => void }): ReactNode {
  const { id, name, project } = result;
  const [metrics, setMetrics] = useState<readonly string[]>(Object.keys(result.metrics));
  const [label, setLabel] = useState('');
  const { data, error } = useQuery({
    queryKey: ['catalog'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/catalog', { signal })),
  });
  const offered = data?.projects.find((candidate) => candidate.name === project)?.metrics;
  const chosen = metrics.filter((metric) => offered?.includes(metric) === true);
  return (
    <ActionDialog
      title={`Score ${name} again`}
      verb="Score again"
      isReady={chosen.length > 0}
      onClose={onClose}
      act={async () => {
        const params = { path: { job_id: id }, header: { 'Idempotency-Key': crypto.randomUUID() } };
        const body = { metrics: chosen, ...(label.trim() === '' ? {} : { label: label.trim() }) };
        await api.POST('/api/jobs/{job_id}/score', { params, body: { ...body, metrics: [...chosen] } });
      }}
    >
      <p>A new job scores the outputs that are stored. No program is called; only judges cost something.</p>
      {error !== null && <ProblemBox error={error} />}
      {data === undefined && error === null && <Loading what="Reading the metrics" />}
      {data !== undefined && offered === undefined && <p>Its project is not on this server, so there are no metrics.</p>}
      {offered !== undefined && (
        <fieldset>
          <legend>Metrics</legend>
          {offered.map((metric) => (
            <label key={metric} className="check">
              <input
                type="checkbox"
                checked={metrics.includes(metric)}
                onChange={() => {
                  setMetrics(toggled(metrics, metric));
                }}
              />
              <span>{metric}</span>
            </label>
          ))}
        </fieldset>
      )}
      <label className="field">
        Label
        <input
          value={label}
          dir="auto"
          maxLength={1000}
          placeholder="A name for the new job"
          onChange={(event) => {
            setLabel(event.target.value);
          }}
        />
      </label>
    </ActionDialog>
  );
}
