import type { ReactNode } from 'react';
import { api } from '../../api/client.ts';
import { countText } from '../../lib/format.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import type { Result } from './result-list.ts';

export function CancelDialog({ result, onClose }: { readonly result: Result; readonly onClose: () => void }): ReactNode {
  const { id, name, status, completed, planned } = result;
  return (
    <ActionDialog
      title={`Cancel ${name}?`}
      verb="Cancel the job"
      isDangerous
      onClose={onClose}
      act={async () => {
        await api.POST('/api/jobs/{job_id}/cancel', { params: { path: { job_id: id } } });
      }}
    >
      <p>
        {status === 'queued'
          ? 'It waits for its turn and will not start.'
          : `It has done ${countText(completed)} of ${countText(planned)} trials and scorings. They are kept, and it can be resumed later.`}
      </p>
    </ActionDialog>
  );
}
