import { useQueries } from '@tanstack/react-query';
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import { Link } from 'wouter';
import { api, dataOf } from '../../api/client.ts';
import { countText, durationText, shortId } from '../../lib/format.ts';

const EVERY_MS = 1_500;

interface Props {
  /** The server's own sentence. */
  readonly message: string;
  /** The jobs that take all places. */
  readonly running: readonly string[];
  /** Called when one of them has ended, if a person has chosen to wait. */
  readonly onFree: () => void;
  readonly onGiveUp: () => void;
}

/** What takes the places of the server, how far it is, and an offer to start when one is free. */
export function BusyServer({ message, running, onFree, onGiveUp }: Props): ReactNode {
  const [isWaiting, setIsWaiting] = useState(false);
  const jobs = useQueries({
    queries: running.map((jobId) => ({
      queryKey: ['job', jobId, 'progress'],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        dataOf(api.GET('/api/jobs/{job_id}', { params: { path: { job_id: jobId }, query: { events: 'false' } }, signal })),
      refetchInterval: EVERY_MS,
    })),
  });
  const isFree = jobs.some(({ data }) => data !== undefined && !['running', 'queued'].includes(data.manifest.status));
  const free = useEffectEvent(onFree);
  useEffect(() => {
    if (isWaiting && isFree) free();
  }, [isWaiting, isFree]);
  return (
    <div className="problem" role="alert">
      <p>{message}</p>
      <ul>
        {jobs.map(({ data }, at) => {
          const jobId = running[at] ?? '';
          const progress = data?.progress ?? null;
          return (
            <li key={jobId}>
              <Link href={`/jobs/${jobId}`}>{nameOf(data?.manifest) ?? shortId(jobId)}</Link>
              {progress !== null && ` · ${countText(progress.completed)} of ${countText(progress.total)}`}
              {progress !== null && progress.eta_seconds !== null && ` · ${durationText(progress.eta_seconds)} left`}
              {isFree && progress === null && ' · has ended'}
            </li>
          );
        })}
      </ul>
      {isWaiting ? (
        <p role="status">
          This starts as soon as one of them has ended. Keep the page open.{' '}
          <button type="button" onClick={onGiveUp}>
            Don’t wait
          </button>
        </p>
      ) : (
        <button
          type="button"
          onClick={() => {
            setIsWaiting(true);
          }}
        >
          Start when it has ended
        </button>
      )}
      <p>
        <small>A server that is started with ASSAY_MAX_QUEUED_JOBS lets jobs wait for their turn by themselves.</small>
      </p>
    </div>
  );
}

interface Named {
  readonly label?: string;
  readonly program: string;
  readonly prompt: string;
  readonly model: string;
}

function nameOf(manifest: Named | undefined): string | undefined {
  return manifest && (manifest.label ?? [manifest.program, manifest.prompt, manifest.model].join(' · '));
}
