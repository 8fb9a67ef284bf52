import type { ReactNode } from 'react';
import { api } from '../../api/client.ts';
import { costText, countText } from '../../lib/format.ts';
import { ActionDialog } from '../action-dialog.tsx';
import { isJobKind, KIND_NAMES, type ResultKind } from './result-kind.ts';

/** More than these are counted, not named. */
const MOST_NAMED = 12;

/** A job or run that is to go, and what is known of it. */
export interface Doomed {
  readonly id: string;
  readonly kind: ResultKind;
  readonly name: string;
  readonly label?: string | null;
  readonly total_samples?: number;
  readonly steps?: number | null;
  readonly cost_usd?: number | null;
}

interface Props {
  readonly results: readonly Doomed[];
  /** Called with those that are gone, also where a later one could not be deleted. */
  readonly onDeleted: (ids: readonly string[]) => void;
  readonly onClose: () => void;
}

/** Asks before jobs and runs are gone for good. */
export function DeleteDialog({ results, onDeleted, onClose }: Props): ReactNode {
  const [only] = results;
  const title =
    results.length === 1 && only !== undefined ? `Delete ${only.name}?` : `Delete ${countText(results.length)} runs?`;
  const isKept = results.some(({ kind }) => kind === 'step' || kind === 'themis');
  return (
    <ActionDialog
      title={title}
      verb="Delete"
      isDangerous
      onClose={onClose}
      act={async () => {
        const gone: string[] = [];
        try {
          for (const result of results) {
            await remove(result);
            gone.push(result.id);
          }
        } finally {
          if (gone.length > 0) onDeleted(gone);
        }
      }}
    >
      <p>This can’t be undone. What goes:</p>
      <ul>
        {results.slice(0, MOST_NAMED).map((result) => (
          <li key={result.id} dir="auto">
            <b>{result.name}</b>: {partsOf(result).join(', ')}
          </li>
        ))}
        {results.length > MOST_NAMED && <li>and {countText(results.length - MOST_NAMED)} more</li>}
      </ul>
      <p>
        {results.length === 1 ? 'Its' : 'Their'} answers, scores, labels and events go too.
        {isKept && ' Steps, and runs that Themis wrote, are hidden for good, and their files stay as they are.'}
      </p>
    </ActionDialog>
  );
}

function partsOf({ kind, name, label, total_samples: samples, steps, cost_usd: cost }: Doomed): readonly string[] {
  return [
    KIND_NAMES[kind],
    ...(samples === undefined ? [] : [`${countText(samples)} samples`]),
    ...(steps === undefined || steps === null ? [] : [`${countText(steps)} steps`]),
    ...(cost === undefined || cost === null || cost === 0 ? [] : [`which cost ${costText(cost)}`]),
    ...(label === undefined || label === null || label === name ? [] : [`labelled ${label}`]),
  ];
}

async function remove({ id, kind }: Doomed): Promise<void> {
  if (isJobKind(kind)) await api.DELETE('/api/jobs/{job_id}', { params: { path: { job_id: id } } });
  else await api.DELETE('/api/runs/{run_id}', { params: { path: { run_id: id } } });
}
