import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { countText, shortId } from '../../lib/format.ts';
import { StatusMark } from '../../parts/status-mark.tsx';
import { Letter } from './letter.tsx';
import type { PickedRun } from './use-comparison.ts';

interface Props {
  readonly picked: readonly PickedRun[];
  readonly onChange: (ids: readonly string[]) => void;
}

/** The runs that are compared, in their order: every difference is an earlier one minus a later one. */
export function PickedRuns({ picked, onChange }: Props): ReactNode {
  const ids = picked.map(({ id }) => id);
  const last = picked.length - 1;
  return (
    <ol className="picked" aria-label="Runs that are compared">
      {picked.map((item, index) => (
        <li key={item.id}>
          <Letter of={item} />
          <div className="picked-run">
            <Link href={addressOf(item)}>
              <bdi>{item.name}</bdi>
            </Link>
            <RunFacts item={item} />
          </div>
          <div className="actions">
            {index === last && picked.length > 1 && <span className="tag">baseline</span>}
            {index < last && picked.length > 2 && (
              <button
                type="button"
                className="quiet"
                onClick={() => {
                  onChange([...ids.filter((id) => id !== item.id), item.id]);
                }}
              >
                Make baseline<span className="hidden">: {item.name}</span>
              </button>
            )}
            <button
              type="button"
              className="quiet"
              aria-label={`Remove ${item.name}`}
              title="Remove"
              onClick={() => {
                onChange(ids.filter((id) => id !== item.id));
              }}
            >
              ✕
            </button>
          </div>
        </li>
      ))}
    </ol>
  );
}

function RunFacts({ item: { id, run, error } }: { readonly item: PickedRun }): ReactNode {
  if (error !== null) return <small className="bad-text">{error.message}</small>;
  if (run === undefined) return <small>…</small>;
  const facts = [
    run.project === null || run.dataset === null ? run.experiment_id : `${run.project} / ${run.dataset}`,
    run.label === null || run.program === null ? null : [run.program, run.prompt, run.model].filter(Boolean).join(' · '),
    `${countText(run.total_samples)} samples${run.failed_samples > 0 ? `, ${countText(run.failed_samples)} failed` : ''}`,
  ].filter((fact) => fact !== null);
  return (
    <small>
      {run.status !== 'completed' && <StatusMark status={run.status} />} <bdi>{facts.join(' · ')}</bdi>
      {run.name !== id && <span title={id}> · {shortId(id)}</span>}
    </small>
  );
}

/** The page of the run: a job's, or that of a step or import. */
export function addressOf({ id, run }: PickedRun): string {
  const isJob = run?.source === 'job' && run.step_index === null;
  return `${isJob ? '/jobs' : '/runs'}/${encodeURIComponent(id)}`;
}
