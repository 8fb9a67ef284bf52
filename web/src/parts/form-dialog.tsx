import { type ReactNode, type SubmitEvent, useEffect, useId, useRef } from 'react';
import { ProblemBox } from './problem-box.tsx';

interface Props {
  readonly title: string;
  /** What the button says that does it. */
  readonly does: string;
  readonly isDangerous?: boolean;
  readonly isBusy: boolean;
  /** Why it could not be done. */
  readonly error: Error | null;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Asks for what an action needs, above the page, for as long as it is there. */
export function FormDialog(props: Props): ReactNode {
  const { title, does, isDangerous = false, isBusy, error, onSubmit, onClose, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      element?.close();
    };
  }, []);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onCancel={onClose}>
      <form onSubmit={submit}>
        <h2 id={titleId}>{title}</h2>
        {children}
        {error !== null && <ProblemBox error={error} />}
        <div className="actions">
          <button type="button" onClick={onClose}>
            Close
          </button>
          <button type="submit" className={isDangerous ? 'danger' : 'main'} disabled={isBusy}>
            {does}
          </button>
        </div>
      </form>
    </dialog>
  );
}
