import { type ReactNode, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { Schemas } from '../../api/client.ts';
import { useRefusal } from '../../api/me.ts';
import { SaveDialog, type SavedPrompt } from './save-dialog.tsx';
import type { Step } from './steps.ts';

interface Props {
  readonly manifest: Schemas['Manifest'];
  readonly step: Step;
}

/** What can be made of a step's template: a prompt, and new jobs that use it. */
export function TemplateActions({ manifest, step }: Props): ReactNode {
  const [, navigate] = useLocation();
  const mayNotRun = useRefusal('run');
  const [asked, setAsked] = useState<'save' | 'start' | null>(null);
  const [saved, setSaved] = useState<SavedPrompt | null>(null);
  const refusal = mayNotRun ?? (step.score === null ? 'Only the template of a step that has a score can be saved.' : undefined);
  const { job_id: jobId, prompt } = manifest;
  return (
    <>
      <p className="actions">
        <button
          type="button"
          disabled={refusal !== undefined}
          title={refusal}
          onClick={() => {
            setAsked('save');
          }}
        >
          Save as prompt…
        </button>
        <button
          type="button"
          disabled={refusal !== undefined}
          title={refusal}
          onClick={() => {
            setAsked('start');
          }}
        >
          Start again from it…
        </button>
      </p>
      <div role="status">{saved !== null && <Saved saved={saved} jobId={jobId} />}</div>
      {asked !== null && (
        <SaveDialog
          jobId={jobId}
          step={step}
          prompt={prompt}
          does={asked === 'save' ? 'Save' : 'Save and fill in the form'}
          onSaved={(done) => {
            if (asked === 'start') navigate(startAddress('optimize', jobId, done));
            setSaved(done);
            setAsked(null);
          }}
          onClose={() => {
            setAsked(null);
          }}
        />
      )}
    </>
  );
}

function Saved({ saved, jobId }: { readonly saved: SavedPrompt; readonly jobId: string }): ReactNode {
  const { project, prompt, outcome, warning } = saved;
  return (
    <p className="notes">
      {warning !== null && (
        <>
          <b>{warning}</b>{' '}
        </>
      )}
      {outcome === 'unchanged' ? 'It is already the prompt ' : 'It is now the prompt '}
      <Link href={`/projects/${encodeURIComponent(project)}`}>
        <bdi>{prompt}</bdi>
      </Link>
      . <Link href={startAddress('evaluate', jobId, saved)}>Evaluate with it</Link> on rows that the search has not seen, or{' '}
      <Link href={startAddress('optimize', jobId, saved)}>search on from it</Link>.
    </p>
  );
}

/** The form, filled in as the search was started, but with this prompt. */
function startAddress(kind: 'evaluate' | 'optimize', jobId: string, { prompt }: SavedPrompt): string {
  return `/start/${kind}?${new URLSearchParams({ from: jobId, prompt }).toString()}`;
}
