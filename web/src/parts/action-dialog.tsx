import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { signInWhenRefused } from '../api/query-client.ts';
import { ProblemBox } from './problem-box.tsx';

interface Props {
  readonly title: string;
  /** What the button that acts says, such as `Delete`. */
  readonly verb: string;
  /** Whether what is done can't be undone. */
  readonly isDangerous?: boolean;
  readonly isReady?: boolean;
  /** Whether what is wrong is said at a field, and so not once more below. */
  readonly isFaultShown?: boolean;
  /** Does it. What it throws is shown in the dialog, which stays open, as it does to show what it says. */
  readonly act: (say: (note: string) => void) => Promise<void>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A question before something is done, open for as long as it is there. All lists are read anew once it is done. */
export function ActionDialog(props: Props): ReactNode {
  const { title, verb, isDangerous = false, isReady = true, isFaultShown = false, act, onClose, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const client = useQueryClient();
  const {
    mutate,
    isPending,
    error,
    data: notes = [],
  } = useMutation({
    mutationFn: async () => {
      const said: string[] = [];
      await act((note) => said.push(note));
      return said;
    },
    onSuccess: async (said) => {
      if (said.length === 0) dialog.current?.close();
      await client.invalidateQueries();
    },
    onError: signInWhenRefused,
  });
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
      >
        <h2 id={titleId} dir="auto">
          {title}
        </h2>
        {children}
        {error !== null && !isFaultShown && <ProblemBox error={error} />}
        {notes.map((note) => (
          <p key={note} className="notes" role="status">
            {note}
          </p>
        ))}
        <div className="actions">
          <button type="button" autoFocus={isDangerous} onClick={() => dialog.current?.close()}>
            {notes.length > 0 ? 'Close' : 'Back'}
          </button>
          <button
            type="submit"
            className={isDangerous ? 'danger' : 'main'}
            disabled={isPending || !isReady || notes.length > 0}
          >
            {isPending ? `${verb}…` : verb}
          </button>
        </div>
      </form>
    </dialog>
  );
}
