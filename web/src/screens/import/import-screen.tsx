import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useMay } from '../../api/me.ts';
import { ProblemError } from '../../api/problem.ts';
import { signInWhenRefused } from '../../api/query-client.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { ScreenHead } from '../../parts/screen-head.tsx';
import { FileDrop } from './file-drop.tsx';
import { takeHanded } from './handed-file.ts';
import { faultyLineOf } from '../../api/faulty-line.ts';
import './import.css';
import { type Imported, lineOf, upload } from '../../api/upload.ts';

/** Of larger files the faulty line is not looked up. */
const MOST_BYTES_TO_SEARCH = 64 * 1024 * 1024;

/** Takes files of results from elsewhere; the run that they become opens, or the list of several. */
export function ImportScreen(): ReactNode {
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const mayRun = useMay('run');
  const input = useRef<HTMLInputElement>(null);
  const stop = useRef<AbortController | null>(null);
  const [share, setShare] = useState(0);
  const { mutate, isPending, error, variables } = useMutation({
    mutationFn: async (files: readonly File[]) => {
      stop.current = new AbortController();
      setShare(0);
      return upload(files, { onProgress: setShare, signal: stop.current.signal });
    },
    onSuccess: async (runs) => {
      navigate(addressOf(runs));
      await client.invalidateQueries();
    },
    onError: signInWhenRefused,
  });
  useEffect(() => {
    const handed = takeHanded();
    if (handed.length > 0) mutate(handed);
  }, [mutate]);
  useEffect(() => () => stop.current?.abort(), []);

  return (
    <FileDrop onFiles={mutate} isOff={isPending}>
      <ScreenHead
        title="Import"
        under="Results from elsewhere become a run that can be looked at and compared like any other."
      />
      <div className="drop-zone">
        {isPending ? (
          <Sending
            name={titleOf(variables)}
            share={share}
            onStop={() => {
              stop.current?.abort();
            }}
          />
        ) : (
          <>
            <p>Drop files anywhere on this page, or</p>
            <button type="button" className="main" onClick={() => input.current?.click()}>
              Choose files
            </button>
            <input
              ref={input}
              type="file"
              multiple
              aria-label="Files to import"
              tabIndex={-1}
              className="file"
              onChange={({ currentTarget }) => {
                const files = [...(currentTarget.files ?? [])];
                // The same file can be chosen again once it is mended.
                currentTarget.value = '';
                if (files.length > 0) mutate(files);
              }}
            />
            {!mayRun && <small>This needs a key with the scope “run”.</small>}
          </>
        )}
      </div>
      {error !== null && <Refused error={error} files={variables} />}
      <Formats />
    </FileDrop>
  );
}

/** Of one run its page, of several the list of them. */
function addressOf(runs: Imported): string {
  const [first, ...others] = runs;
  if (first === undefined) return '/';
  if (others.length === 0) return `/runs/${encodeURIComponent(first.run_id)}`;
  const file = first.run_id.replace(/-\d+$/, '');
  return others.every(({ run_id: id }) => id.startsWith(file)) ? `/?q=${encodeURIComponent(file)}` : '/?kind=import';
}

function titleOf(files: readonly File[]): string {
  const [first, ...others] = files;
  return others.length === 0 ? (first?.name ?? '') : `${String(files.length)} files`;
}

interface SendingProps {
  readonly name: string;
  readonly share: number;
  readonly onStop: () => void;
}

function Sending({ name, share, onStop }: SendingProps): ReactNode {
  const isSent = share >= 1;
  return (
    <>
      <p role="status">
        {isSent ? 'Checking' : 'Sending'} <b dir="auto">{name}</b>
        {!isSent && ` · ${(100 * share).toFixed(0)} %`}
      </p>
      <progress aria-label={`Upload of ${name}`} {...(isSent ? {} : { max: 1, value: share })} />
      <button type="button" onClick={onStop}>
        Stop
      </button>
    </>
  );
}

/** Why the server took nothing, with the line that it names. */
function Refused({ error, files }: { readonly error: Error; readonly files: readonly File[] }): ReactNode {
  const [file] = files.length === 1 ? files : [];
  const [shown, setShown] = useState<{ readonly of: Error; readonly line: number; readonly text: string } | null>(null);
  useEffect(() => {
    const line = error instanceof ProblemError ? faultyLineOf(error.fields[0]?.path ?? '') : undefined;
    if (line === undefined || file === undefined || file.size > MOST_BYTES_TO_SEARCH) return;
    void lineOf(file, line).then(
      (text) => {
        setShown({ of: error, line, text });
      },
      // The message stands without it.
      () => undefined,
    );
  }, [error, file]);
  return (
    <section aria-label={`Why ${titleOf(files)} was not imported`}>
      <ProblemBox error={error instanceof ProblemError ? new ProblemError(error.message, error.status, []) : error} />
      {shown?.of === error && (
        <>
          <h2>
            Line {shown.line} of {titleOf(files)}
          </h2>
          <pre dir="auto">{shown.text}</pre>
        </>
      )}
    </section>
  );
}

function Formats(): ReactNode {
  return (
    <section className="formats">
      <h2>What a file may be</h2>
      <p>
        <b>Results of another harness</b>, as they are: a log of Inspect (.eval, .json), results and samples of the LM
        Evaluation Harness, output of promptfoo, deepeval, HELM or OpenAI Evals, Every Eval Ever, or an archive of a job. Each
        arm becomes a run. Files that belong together are dropped together.
      </p>
      <p>Assay’s own are:</p>
      <p>
        <b>JSON</b>: one object with the samples. Samples of the same <code>id</code> are the same question in every run; that
        is how runs are compared. Scores are numbers, or true and false.
      </p>
      <pre>{JSON_EXAMPLE}</pre>
      <p>
        <b>NDJSON</b>, for large runs: a first line that is the same object without its samples, then one sample a line.
      </p>
      <pre>{NDJSON_EXAMPLE}</pre>
      <p>
        <code>run_id</code>, <code>experiment_id</code>, <code>created_at</code>, <code>metadata</code>, <code>prompt</code>,{' '}
        <code>response</code>, <code>cluster</code> and <code>tags</code> may be left out. The same file twice is the same run
        where it has a <code>run_id</code>. Either all of a file is imported, or nothing.
      </p>
    </section>
  );
}

const JSON_EXAMPLE = `{
  "run_id": "candidate",
  "experiment_id": "gsm8k",
  "metadata": { "model": "my-model" },
  "samples": [
    { "id": "gsm8k-0001", "prompt": "How many eggs are left?", "response": "18", "scores": { "correct": true } }
  ]
}`;

const NDJSON_EXAMPLE = `{ "run_id": "candidate", "experiment_id": "gsm8k" }
{ "id": "gsm8k-0001", "response": "18", "scores": { "correct": true } }
{ "id": "gsm8k-0002", "response": "7", "scores": { "correct": false } }`;
