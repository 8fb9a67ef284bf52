import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'wouter';
import { jobSeconds, tookText } from '../../../../src/reports/job-seconds.ts';
import type { Schemas } from '../../api/client.ts';
import { ProblemError } from '../../api/problem.ts';
import { usePathParts } from '../../lib/exact-location.ts';
import { durationText, shortId } from '../../lib/format.ts';
import { Age } from '../../parts/age.tsx';
import { jobQuery } from '../../parts/jobs/job-query.ts';
import { LiveComparisons } from '../../parts/live-comparisons.tsx';
import { loadedLater } from '../../parts/loaded-later.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { ScreenHead } from '../../parts/screen-head.tsx';
import { StatusMark } from '../../parts/status-mark.tsx';
import { endingSentence } from './ending.ts';
import { JobActions } from './job-actions.tsx';
import './job.css';
import { LiveStrip } from './live-strip.tsx';
import { Reconnecting } from './reconnecting.tsx';
import { Results } from './results.tsx';
import { StepChoice } from './step-choice.tsx';
import { useStep } from './use-step.ts';

const OptimizeSection = loadedLater(
  async () => (await import('../optimize/optimize-section.tsx')).OptimizeSection,
  'Reading the steps',
);

type Manifest = Schemas['Manifest'];

const LIVE_MS = 1_000;
const INTERRUPTED_MS = 5_000;

/** A job: how it goes or went, its numbers, and its rows. */
export function JobScreen(): ReactNode {
  const { id, row } = usePathParts<{ id: string; row?: string }>();
  const client = useQueryClient();
  const named = useStep();
  const { data, error, failureReason, refetch } = useQuery({
    ...jobQuery(id),
    refetchInterval: ({ state }) => (state.data === undefined ? LIVE_MS : intervalOf(state.data.manifest)),
  });
  const live = data !== undefined && isLive(data.manifest);
  // The last numbers are read once more when it has ended.
  useEffect(() => {
    if (!live) void client.invalidateQueries({ queryKey: ['rows', 'job', id] });
  }, [client, id, live]);

  if (data === undefined) {
    if (error === null) return <Loading what="Reading the job" />;
    return <NoJob id={id} error={error} onRetry={() => void refetch()} />;
  }
  const { manifest, progress, summary } = data;
  const jobId = manifest.job_id;
  // Of a search that has ended the best step is shown, of one that goes on the step under way.
  const step = named ?? summary?.best_step?.step_index;
  return (
    <>
      <ScreenHead title={nameOf(manifest)} under={<Under manifest={manifest} />}>
        <JobActions manifest={manifest} name={nameOf(manifest)} step={step} />
      </ScreenHead>
      <Reconnecting reason={failureReason} />
      {live && <LiveStrip manifest={manifest} progress={progress} />}
      <Ending manifest={manifest} />
      {manifest.kind === 'evaluate' && <LiveComparisons runId={jobId} />}
      {manifest.kind === 'optimize' && <OptimizeSection manifest={manifest} isLive={live} summary={summary} />}
      {manifest.kind === 'optimize' && (
        <StepChoice steps={summary?.steps ?? []} shown={step} best={summary?.best_step?.step_index} />
      )}
      <Results
        key={step}
        owner={{ kind: 'job', id: jobId, step }}
        path={`/jobs/${encodeURIComponent(id)}`}
        openRow={row}
        isLive={live}
        metrics={manifest.metrics ?? []}
      />
    </>
  );
}

function isLive({ status }: Manifest): boolean {
  return status === 'running' || status === 'queued';
}

/** When it is read again. One that was interrupted goes on by itself where its server resumes what it had to leave. */
function intervalOf(manifest: Manifest): number | false {
  if (isLive(manifest)) return LIVE_MS;
  return manifest.status === 'interrupted' ? INTERRUPTED_MS : false;
}

function nameOf({ label, program, prompt, model }: Manifest): string {
  return label ?? `${program} · ${prompt} · ${model}`;
}

function Under({ manifest }: { readonly manifest: Manifest }): ReactNode {
  const { kind, status, project, program, prompt, examples, model, started_at: started } = manifest;
  const seconds = jobSeconds(manifest);
  const what = [project, program, prompt, examples, model];
  return (
    <span className="job-under">
      <StatusMark status={status} />
      <span>{manifest.scored_from === undefined ? kind : 'scored again'}</span>
      {what.map((name, at) => (
        <bdi key={`${String(at)} ${name}`} title={name}>
          {name}
        </bdi>
      ))}
      <span>
        started <Age at={started} />
        {seconds !== null && `, ${tookText(manifest, durationText(seconds))}`}
      </span>
      <code title={manifest.job_id}>{shortId(manifest.job_id)}</code>
    </span>
  );
}

/** Why it is not what was asked for, where that is so. */
function Ending({ manifest: { error, stopped, scored_from: scoredFrom } }: { readonly manifest: Manifest }): ReactNode {
  return (
    <>
      {error !== null && stopped === undefined && (
        <div className="problem" role="note">
          <p dir="auto">{error}</p>
        </div>
      )}
      {stopped !== undefined && (
        <div className="notes" role="note">
          {endingSentence(stopped)}
          {error !== null && stopped.reason !== 'shutdown' && <small dir="auto"> {error}</small>}
        </div>
      )}
      {scoredFrom !== undefined && (
        <p>
          It scores the stored outputs of <Link href={`/jobs/${scoredFrom}`}>{shortId(scoredFrom)}</Link>.
        </p>
      )}
    </>
  );
}

interface NoJobProps {
  readonly id: string;
  readonly error: Error;
  readonly onRetry: () => void;
}

function NoJob({ id, error, onRetry }: NoJobProps): ReactNode {
  if (!(error instanceof ProblemError) || error.status !== 404) {
    return (
      <>
        <ScreenHead title={`Job ${shortId(id)}`} />
        <ProblemBox error={error} onRetry={onRetry} />
      </>
    );
  }
  return (
    <>
      <ScreenHead title="No such job" />
      <p>
        There is no job <code dir="auto">{id}</code>: it may have been deleted. <Link href="/">All runs</Link>
      </p>
    </>
  );
}
