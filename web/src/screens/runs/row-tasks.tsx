import type { ReactNode } from 'react';
import { CancelDialog } from '../../parts/jobs/cancel-dialog.tsx';
import { DeleteDialog } from '../../parts/jobs/delete-dialog.tsx';
import { ResumeDialog } from '../../parts/jobs/resume-dialog.tsx';
import { ScoreDialog } from '../../parts/jobs/score-dialog.tsx';
import type { Result } from './result-list.ts';
import { RowMenu } from './row-menu.tsx';

/** What a person is about to do with one result, or with several. */
export type RowTask =
  | { readonly kind: 'menu'; readonly result: Result; readonly button: HTMLElement }
  | { readonly kind: 'cancel' | 'resume' | 'score'; readonly result: Result }
  | { readonly kind: 'delete'; readonly results: readonly Result[] };

interface Props {
  readonly task: RowTask | null;
  readonly onTask: (task: RowTask | null) => void;
  readonly onDeleted: (ids: readonly string[]) => void;
}

export function RowTasks({ task, onTask, onDeleted }: Props): ReactNode {
  const close = (): void => {
    onTask(null);
  };
  switch (task?.kind) {
    case undefined:
      return null;
    case 'menu':
      return <RowMenu key={task.result.id} result={task.result} button={task.button} onTask={onTask} />;
    case 'cancel':
      return (
        <CancelDialog
          id={task.result.id}
          name={task.result.name}
          isQueued={task.result.status === 'queued'}
          completed={task.result.completed}
          planned={task.result.planned}
          onClose={close}
        />
      );
    case 'resume':
      return <ResumeDialog jobId={task.result.id} name={task.result.name} onClose={close} />;
    case 'score':
      return <ScoreDialog jobId={task.result.id} name={task.result.name} project={task.result.project} onClose={close} />;
    case 'delete':
      return <DeleteDialog results={task.results} onDeleted={onDeleted} onClose={close} />;
  }
}
