import type { ReactNode } from 'react';
import { CancelDialog } from './cancel-dialog.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import type { Result } from './result-list.ts';
import { ResumeDialog } from './resume-dialog.tsx';
import { RowMenu } from './row-menu.tsx';
import { ScoreDialog } from './score-dialog.tsx';

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
      return <CancelDialog result={task.result} onClose={close} />;
    case 'resume':
      return <ResumeDialog result={task.result} onClose={close} />;
    case 'score':
      return <ScoreDialog result={task.result} onClose={close} />;
    case 'delete':
      return <DeleteDialog results={task.results} onDeleted={onDeleted} onClose={close} />;
  }
}
