import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { useMay } from '../../api/me.ts';
import { SERVER_URL } from '../../lib/base-path.ts';
import { isJobKind } from '../../parts/jobs/result-kind.ts';
import { addressOf, isActive, type Result } from './result-list.ts';
import type { RowTask } from './row-tasks.tsx';

interface Props {
  readonly result: Result;
  /** The button that it belongs to. */
  readonly button: HTMLElement;
  readonly onTask: (task: RowTask | null) => void;
}

interface Item {
  readonly name: string;
  readonly isDangerous?: boolean;
  readonly run: () => void;
}

/** What can be done with a result, as a menu beside its button. */
export function RowMenu({ result, button, onTask }: Props): ReactNode {
  const menu = useRef<HTMLDivElement>(null);
  const [, navigate] = useLocation();
  const mayRun = useMay('run');
  const mayDelete = useMay('admin');
  useEffect(() => {
    const element = menu.current;
    element?.showPopover();
    element?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }, []);

  const items = itemsOf(result, { mayRun, mayDelete, navigate, onTask });
  const close = (): void => {
    menu.current?.hidePopover();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const at = all.findIndex((item) => item === document.activeElement);
    const targets: Partial<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1 + all.length,
      Home: 0,
      End: all.length - 1,
    };
    const target = targets[event.key];
    if (event.key === 'Tab') close();
    if (target === undefined) return;
    event.preventDefault();
    all[target % all.length]?.focus();
  };
  const { right, bottom, top } = button.getBoundingClientRect();
  const isLow = bottom > innerHeight * 0.6;
  return (
    <div
      ref={menu}
      popover="auto"
      role="menu"
      aria-label={`Actions for ${result.name}`}
      className="menu"
      style={{
        right: document.documentElement.clientWidth - right,
        ...(isLow ? { bottom: innerHeight - top } : { top: bottom }),
      }}
      onKeyDown={onKeyDown}
      onToggle={({ newState }) => {
        if (newState !== 'closed') return;
        if (
          button.isConnected &&
          (document.activeElement === document.body || menu.current?.contains(document.activeElement) === true)
        )
          button.focus();
        onTask(null);
      }}
    >
      {items.map(({ name, isDangerous, run }) => (
        <button
          key={name}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className={isDangerous === true ? 'danger' : undefined}
          onClick={() => {
            button.focus();
            run();
          }}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

interface Means {
  readonly mayRun: boolean;
  readonly mayDelete: boolean;
  readonly navigate: (path: string) => void;
  readonly onTask: (task: RowTask | null) => void;
}

function itemsOf(result: Result, { mayRun, mayDelete, navigate, onTask }: Means): readonly Item[] {
  const { id, kind, status, job_id: jobId } = result;
  const isJob = isJobKind(kind);
  const isDone = !isActive(result);
  const items: (Item | false)[] = [
    {
      name: 'Open',
      run: () => {
        navigate(addressOf(result));
      },
    },
    isJob && {
      name: 'Report',
      run: () => {
        location.assign(`${SERVER_URL}/api/jobs/${encodeURIComponent(id)}/report`);
      },
    },
    {
      name: 'Copy the id',
      run: () => {
        void navigator.clipboard.writeText(id);
        onTask(null);
      },
    },
    isJob &&
      kind !== 'score' &&
      mayRun && {
        name: 'Start again…',
        run: () => {
          navigate(`/start/${kind}?from=${encodeURIComponent(jobId ?? id)}`);
        },
      },
    isJob &&
      kind !== 'optimize' &&
      isDone &&
      mayRun && {
        name: 'Score again…',
        run: () => {
          onTask({ kind: 'score', result });
        },
      },
    isJob &&
      (status === 'interrupted' || status === 'cancelled' || status === 'error') &&
      mayRun && {
        name: 'Resume…',
        run: () => {
          onTask({ kind: 'resume', result });
        },
      },
    isJob &&
      !isDone &&
      mayRun && {
        name: 'Cancel…',
        run: () => {
          onTask({ kind: 'cancel', result });
        },
      },
    isDone &&
      mayDelete && {
        name: 'Delete…',
        isDangerous: true,
        run: () => {
          onTask({ kind: 'delete', results: [result] });
        },
      },
  ];
  return items.filter((item) => item !== false);
}
