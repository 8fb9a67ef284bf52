import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { RunPicker } from './run-picker.tsx';

interface Props {
  readonly picked: readonly string[];
  readonly onPick: (id: string) => void;
}

/** A button that finds one more run, above the page. */
export function AddRun({ picked, onPick }: Props): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const open = (): void => {
    setOpen(true);
    dialog.current?.showModal();
  };
  useShortcuts(useMemo(() => [{ keys: 'a', does: 'Add a run', run: open }], []));
  return (
    <>
      <button type="button" aria-haspopup="dialog" onClick={open}>
        Add a run
      </button>
      <dialog
        ref={dialog}
        className="picker-dialog"
        aria-labelledby="add-run-title"
        closedby="any"
        onClose={() => {
          setOpen(false);
        }}
      >
        <h2 id="add-run-title">Add a run</h2>
        {isOpen && (
          <RunPicker
            picked={picked}
            onPick={(id) => {
              dialog.current?.close();
              onPick(id);
            }}
          />
        )}
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
      </dialog>
    </>
  );
}
