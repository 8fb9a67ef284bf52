import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.ts';
import { countText } from '../../lib/format.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import type { Result } from './result-list.ts';

export function ResumeDialog({ result, onClose }: { readonly result: Result; readonly onClose: () => void }): ReactNode {
  const { id, name, completed, planned, failed_samples: failed } = result;
  const [retryFailed, setRetryFailed] = useState(false);
  const [force, setForce] = useState(false);
  return (
    <ActionDialog
      title={`Resume ${name}?`}
      verb="Resume"
      onClose={onClose}
      act={async () => {
        const params = { path: { job_id: id }, header: { 'Idempotency-Key': crypto.randomUUID() } };
        await api.POST('/api/jobs/{job_id}/resume', { params, body: { retry_failed: retryFailed, force } });
      }}
    >
      <p>
        {countText(completed)} of {countText(planned)} trials and scorings are there. They are kept and not paid for again; only
        what is missing is run.
      </p>
      <label className="check">
        <input
          type="checkbox"
          checked={retryFailed}
          onChange={(event) => {
            setRetryFailed(event.target.checked);
          }}
        />
        <span>
          Also make again what failed
          <small>{failed === 1 ? ' 1 sample' : ` ${countText(failed)} samples`}, and scorings that failed</small>
        </span>
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={force}
          onChange={(event) => {
            setForce(event.target.checked);
          }}
        />
        <span>
          Go on even if the dataset, program, metrics or prompt have changed
          <small> Earlier and later samples are then not of the same thing.</small>
        </span>
      </label>
    </ActionDialog>
  );
}
