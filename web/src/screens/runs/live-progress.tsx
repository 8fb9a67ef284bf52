import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { countText, durationText } from '../../lib/format.ts';
import { StatusMark } from '../../parts/status-mark.tsx';
import type { Result } from './result-list.ts';

const EVERY_MS = 1_000;

/** How far a job is that runs or waits: a bar, counts, rate and time left, or why it waits. */
export function LiveProgress({ result }: { readonly result: Result }): ReactNode {
  const jobId = result.job_id ?? result.id;
  const { data } = useQuery({
    queryKey: ['job', jobId, 'progress'],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/jobs/{job_id}', { params: { path: { job_id: jobId }, query: { events: 'false' } }, signal })),
    refetchInterval: EVERY_MS,
  });
  const progress = data?.progress;
  const completed = Math.max(progress?.completed ?? 0, result.completed ?? 0);
  const total = progress?.total ?? result.planned;
  const { rate = null, eta_seconds: eta = null, waiting = null } = progress ?? {};
  return (
    <>
      <span className="live-line">
        <StatusMark status={result.status} />
        {result.status === 'running' && (
          <progress aria-label={`Progress of ${result.name}`} {...(total === null ? {} : { max: total, value: completed })} />
        )}
      </span>
      <small className="live-line">
        {countText(completed)} of {countText(total)}
        {eta !== null && ` · ${durationText(eta)} left`}
        {rate !== null && ` · ${rate.toPrecision(2)}/s`}
        {waiting !== null && <span title={waiting}> · {waiting}</span>}
      </small>
    </>
  );
}
