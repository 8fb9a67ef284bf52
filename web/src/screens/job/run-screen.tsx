import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { useRefusal } from '../../api/me.ts';
import { ProblemError } from '../../api/problem.ts';
import { usePathParts } from '../../lib/exact-location.ts';
import { shortId } from '../../lib/format.ts';
import { Age } from '../../parts/age.tsx';
import { DeleteDialog } from '../../parts/jobs/delete-dialog.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { ScreenHead } from '../../parts/screen-head.tsx';
import { StatusMark } from '../../parts/status-mark.tsx';
import { CompareDialog } from './compare-dialog.tsx';
import './job.css';
import { Reconnecting } from './reconnecting.tsx';
import { Results } from './results.tsx';
import type { RowOwner } from './row-source.ts';

type Run = Schemas['RunDetail'];

const LIVE_MS = 2_000;

/** A run that is no job of its own: an import, a step of a search, or what Themis wrote. */
export function RunScreen(): ReactNode {
  const { id, row } = usePathParts<{ id: string; row?: string }>();
  const { data, error, failureReason, refetch } = useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/runs/{run_id}', { params: { path: { run_id: id }, query: { samples: 'false' } }, signal })),
    refetchInterval: ({ state }) => (state.data === undefined || isLive(state.data) ? LIVE_MS : false),
  });
  if (data === undefined) {
    if (error === null) return <Loading what="Reading the run" />;
    return <NoRun id={id} error={error} onRetry={() => void refetch()} />;
  }
  return (
    <>
      <ScreenHead title={data.name} under={<Under run={data} />}>
        <RunActions run={data} />
      </ScreenHead>
      <Reconnecting reason={failureReason} />
      <Warnings of={data.metadata['warnings']} />
      <Results
        owner={ownerOf(data)}
        path={`/runs/${encodeURIComponent(id)}`}
        openRow={row}
        isLive={isLive(data)}
        metrics={Object.keys(data.metrics)}
      />
    </>
  );
}

/** What was said of a file when it was imported. */
function Warnings({ of }: { readonly of: unknown }): ReactNode {
  if (!Array.isArray(of) || of.length === 0) return null;
  return (
    <ul aria-label="Warnings" className="warnings">
      {of.map((warning, at) => (
        <li key={at} dir="auto">
          {String(warning)}
        </li>
      ))}
    </ul>
  );
}

function isLive({ status, indexing }: Run): boolean {
  return status === 'in_progress' || indexing === true;
}

/** The rows of a job’s run are its trials, of which more is known than of samples. */
function ownerOf({ run_id: id, source, step_index: step }: Run): RowOwner {
  if (source !== 'job') return { kind: 'run', id };
  return step === null ? { kind: 'job', id, step: undefined } : { kind: 'job', id: jobOf(id), step };
}

function jobOf(runId: string): string {
  return runId.replace(/\.\d+$/, '');
}

function Under({ run }: { readonly run: Run }): ReactNode {
  const { run_id: id, status, source, kind, step_index: step, created_at: at } = run;
  const what = [run.experiment_id, run.program, run.prompt, run.dataset, run.model].filter((name) => name !== null);
  return (
    <span className="job-under">
      <StatusMark status={status} />
      <span>{step === null ? (kind ?? (source === 'import' ? 'import' : 'of Themis')) : `step ${String(step)}`}</span>
      {[...new Set(what)].map((name) => (
        <bdi key={name} title={name}>
          {name}
        </bdi>
      ))}
      <Age at={at} />
      {source === 'job' && <Link href={`/jobs/${jobOf(id)}`}>its job</Link>}
      {run.name !== id && <code title={id}>{shortId(id)}</code>}
    </span>
  );
}

function RunActions({ run }: { readonly run: Run }): ReactNode {
  const [, navigate] = useLocation();
  const mayNotDelete = useRefusal('admin');
  const [asked, setAsked] = useState<'compare' | 'delete' | null>(null);
  const close = (): void => {
    setAsked(null);
  };
  return (
    <>
      <button
        type="button"
        onClick={() => {
          setAsked('compare');
        }}
      >
        Compare…
      </button>
      {run.source === 'import' && (
        <button
          type="button"
          disabled={mayNotDelete !== undefined}
          title={mayNotDelete}
          onClick={() => {
            setAsked('delete');
          }}
        >
          Delete…
        </button>
      )}
      {asked === 'compare' && <CompareDialog runId={run.run_id} dataset={run.dataset} onClose={close} />}
      {asked === 'delete' && (
        <DeleteDialog
          results={[{ ...run, id: run.run_id, kind: 'import' }]}
          onDeleted={() => {
            navigate('/');
          }}
          onClose={close}
        />
      )}
    </>
  );
}

interface NoRunProps {
  readonly id: string;
  readonly error: Error;
  readonly onRetry: () => void;
}

function NoRun({ id, error, onRetry }: NoRunProps): ReactNode {
  if (!(error instanceof ProblemError) || error.status !== 404) {
    return (
      <>
        <ScreenHead title={`Run ${shortId(id)}`} />
        <ProblemBox error={error} onRetry={onRetry} />
      </>
    );
  }
  return (
    <>
      <ScreenHead title="No such run" />
      <p>
        There is no run <code dir="auto">{id}</code>: it may have been deleted. <Link href="/">All runs</Link>
      </p>
    </>
  );
}
