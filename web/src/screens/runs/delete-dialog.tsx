import type { ReactNode } from 'react';
import { api } from '../../api/client.ts';
import { costText, countText } from '../../lib/format.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { KIND_NAMES, type Result } from './result-list.ts';

/** More than these are counted, not named. */
const MOST_NAMED = 12;

interface Props {
  readonly results: readonly Result[];
  /** Called with those that are gone, also where a later one could not be deleted. */
  readonly onDeleted: (ids: readonly string[]) => void;
  readonly onClose: () => void;
}

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
          onDeleted(gone);
        }
      }}
    >
      <p>This can’t be undone. What goes:</p>
      <ul>
        {results.slice(0, MOST_NAMED).map((result) => (
          <li key={result.id} dir="auto">
            <b>{result.name}</b>: {KIND_NAMES[result.kind]}, {countText(result.total_samples)} samples
            {result.steps !== null && `, ${countText(result.steps)} steps`}
            {result.cost_usd !== null && result.cost_usd > 0 && `, which cost ${costText(result.cost_usd)}`}
            {result.label !== null && result.label !== result.name && ` (${result.label})`}
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

async function remove({ id, kind }: Result): Promise<void> {
  switch (kind) {
    case 'run':
    case 'evaluate':
    case 'optimize':
    case 'score':
      await api.DELETE('/api/jobs/{job_id}', { params: { path: { job_id: id } } });
      return;
    case 'step':
    case 'import':
    case 'themis':
      await api.DELETE('/api/runs/{run_id}', { params: { path: { run_id: id } } });
  }
}
