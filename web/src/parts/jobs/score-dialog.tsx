import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { ActionDialog } from '../action-dialog.tsx';
import { Loading } from '../loading.tsx';
import { ProblemBox } from '../problem-box.tsx';
import { jobQuery } from './job-query.ts';

interface Props {
  readonly jobId: string;
  readonly name: string;
  readonly project: string | null;
  /** Called with the job that scores. */
  readonly onStarted?: (jobId: string) => void;
  readonly onClose: () => void;
}

/** Starts a job that scores the stored outputs of a job by other metrics, or by the same as they are now. */
export function ScoreDialog({ jobId, name, project, onStarted, onClose }: Props): ReactNode {
  const [picked, setPicked] = useState<readonly string[]>();
  const [label, setLabel] = useState('');
  const job = useQuery(jobQuery(jobId));
  const catalog = useQuery({
    queryKey: ['catalog'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/catalog', { signal })),
  });
  const scored = job.data?.manifest.metrics ?? [];
  const offered = catalog.data?.projects.find((candidate) => candidate.name === project)?.metrics;
  const chosen = (picked ?? scored).filter((metric) => offered?.includes(metric) === true);
  const error = catalog.error ?? job.error;
  const isRead = catalog.data !== undefined && job.data !== undefined;
  return (
    <ActionDialog
      title={`Score ${name} again`}
      verb="Score again"
      isReady={isRead && chosen.length > 0}
      onClose={onClose}
      act={async () => {
        const params = { path: { job_id: jobId }, header: { 'Idempotency-Key': crypto.randomUUID() } };
        const body = { metrics: [...chosen], ...(label.trim() === '' ? {} : { label: label.trim() }) };
        const started = await dataOf(api.POST('/api/jobs/{job_id}/score', { params, body }));
        onStarted?.(started.job_id);
      }}
    >
      <p>A new job scores the outputs that are stored. No program is called; only judges cost something.</p>
      {error !== null && (
        <ProblemBox
          error={error}
          onRetry={() => {
            void catalog.refetch();
            void job.refetch();
          }}
        />
      )}
      {!isRead && error === null && <Loading what="Reading the metrics" />}
      {isRead && offered === undefined && <p>Its project is not on this server, so there are no metrics.</p>}
      {isRead && offered !== undefined && (
        <fieldset>
          <legend>Metrics</legend>
          {offered.map((metric) => (
            <label key={metric} className="check">
              <input
                type="checkbox"
                checked={chosen.includes(metric)}
                onChange={(event) => {
                  setPicked(event.target.checked ? [...chosen, metric] : chosen.filter((other) => other !== metric));
                }}
              />
              <bdi>{metric}</bdi> {scored.includes(metric) && <small>scored before</small>}
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
