import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { Schemas } from '../../api/client.ts';
import { useRefusal } from '../../api/me.ts';
import { SERVER_URL } from '../../lib/base-path.ts';
import { CancelDialog } from '../../parts/jobs/cancel-dialog.tsx';
import { DeleteDialog } from '../../parts/jobs/delete-dialog.tsx';
import { jobQuery } from '../../parts/jobs/job-query.ts';
import { ResumeDialog } from '../../parts/jobs/resume-dialog.tsx';
import { ScoreDialog } from '../../parts/jobs/score-dialog.tsx';
import { CompareDialog } from './compare-dialog.tsx';

interface Props {
  readonly manifest: Schemas['Manifest'];
  readonly name: string;
  /** The step that is shown, of a search. */
  readonly step: number | undefined;
}

type Asked = 'cancel' | 'resume' | 'score' | 'delete' | 'compare';

/** What can be done with a job as it is now. */
export function JobActions({ manifest, name, step }: Props): ReactNode {
  const { job_id: id, kind, status } = manifest;
  const [, navigate] = useLocation();
  const [mayNotRun, mayNotDelete] = [useRefusal('run'), useRefusal('admin')];
  const [asked, setAsked] = useState<Asked | null>(null);
  const { data: job } = useQuery(jobQuery(id));
  const isLive = status === 'running' || status === 'queued';
  const canResume = status === 'interrupted' || status === 'error' || status === 'cancelled';
  const runId = kind === 'optimize' ? (step === undefined ? undefined : `${id}.${String(step)}`) : id;
  const ask = (what: Asked) => () => {
    setAsked(what);
  };
  const close = (): void => {
    setAsked(null);
  };
  return (
    <>
      {isLive && (
        <button type="button" className="danger" title={mayNotRun} disabled={mayNotRun !== undefined} onClick={ask('cancel')}>
          Cancel…
        </button>
      )}
      {canResume && (
        <button type="button" className="main" disabled={mayNotRun !== undefined} title={mayNotRun} onClick={ask('resume')}>
          Resume…
        </button>
      )}
      {runId !== undefined && (
        <button type="button" onClick={ask('compare')}>
          Compare…
        </button>
      )}
      <a className="button" href={`${SERVER_URL}/api/jobs/${id}/report`} target="_blank" rel="noreferrer">
        Report
      </a>
      <Link className="button" href={`/start/${kind}?from=${id}`}>
        Start again
      </Link>
      {!isLive && kind !== 'optimize' && (
        <button type="button" disabled={mayNotRun !== undefined} title={mayNotRun} onClick={ask('score')}>
          Score again…
        </button>
      )}
      {!isLive && (
        <button type="button" disabled={mayNotDelete !== undefined} title={mayNotDelete} onClick={ask('delete')}>
          Delete…
        </button>
      )}
      {asked === 'cancel' && (
        <CancelDialog
          id={id}
          name={name}
          isQueued={status === 'queued'}
          completed={job?.progress?.completed ?? null}
          planned={job?.progress?.total ?? null}
          onClose={close}
        />
      )}
      {asked === 'resume' && <ResumeDialog jobId={id} name={name} onClose={close} />}
      {asked === 'score' && (
        <ScoreDialog
          jobId={id}
          name={name}
          project={manifest.project}
          onStarted={(started) => {
            navigate(`/jobs/${started}`);
          }}
          onClose={close}
        />
      )}
      {asked === 'compare' && runId !== undefined && (
        <CompareDialog runId={runId} dataset={manifest.examples} onClose={close} />
      )}
      {asked === 'delete' && (
        <DeleteDialog
          results={[{ ...manifest, id, name, kind: manifest.scored_from === undefined ? kind : 'score' }]}
          onDeleted={() => {
            navigate('/');
          }}
          onClose={close}
        />
      )}
    </>
  );
}
