import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { signInWhenRefused } from '../../api/query-client.ts';
import { FormDialog } from '../../parts/form-dialog.tsx';

interface Props {
  readonly what: 'job' | 'run';
  readonly remove: () => Promise<unknown>;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}

/** Asks before something is gone for good. */
export function DeleteDialog({ what, remove, onDeleted, onClose }: Props): ReactNode {
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: remove,
    onSuccess: () => {
      onDeleted();
      void client.invalidateQueries();
    },
    onError: signInWhenRefused,
  });
  return (
    <FormDialog
      title={`Delete this ${what}?`}
      does="Delete"
      isDangerous
      isBusy={isPending}
      error={error}
      onSubmit={() => {
        mutate();
      }}
      onClose={onClose}
    >
      <p>Its rows, scores and log are removed from the disk. They can’t be had back.</p>
    </FormDialog>
  );
}
