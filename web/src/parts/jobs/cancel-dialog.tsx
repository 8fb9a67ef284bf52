import type { ReactNode } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { countText } from '../../lib/format.ts';
import { ActionDialog } from '../action-dialog.tsx';

interface Props {
  readonly id: string;
  readonly name: string;
  readonly isQueued: boolean;
  /** Trials and scorings that are done, and that there are to be; `null` where that is not known. */
  readonly completed: number | null;
  readonly planned: number | null;
  readonly onClose: () => void;
}

/** Asks before a job is ended. */
export function CancelDialog({ id, name, isQueued, completed, planned, onClose }: Props): ReactNode {
  const done =
    completed === null || planned === null
      ? ''
      : `It has done ${countText(completed)} of ${countText(planned)} trials and scorings. `;
  return (
    <ActionDialog
      title={`Cancel ${name}?`}
      verb="Cancel the job"
      isDangerous
      onClose={onClose}
      act={async () => {
        await dataOf(api.POST('/api/jobs/{job_id}/cancel', { params: { path: { job_id: id } } }));
      }}
    >
      <p>
        {isQueued ? 'It waits for its turn and will not start.' : `${done}What is done is kept, and it can be resumed later.`}
      </p>
    </ActionDialog>
  );
}
