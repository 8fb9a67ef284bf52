import { type ReactNode, useMemo, useRef, useState } from 'react';
import { activeShortcuts, type Shortcut, useShortcuts } from '../lib/shortcuts.ts';

/** The button and the dialog that list what the keys do on this screen. */
export function HelpDialog(): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [shown, setShown] = useState<readonly Shortcut[]>([]);
  const open = (): void => {
    setShown(activeShortcuts());
    dialog.current?.showModal();
  };
  useShortcuts(useMemo(() => [{ keys: '?', does: 'Show the keys', run: open }], []));
  return (
    <>
      <button type="button" className="quiet" aria-label="Show the keys" aria-haspopup="dialog" onClick={open}>
        ?
      </button>
      <dialog ref={dialog} aria-labelledby="keys-title" closedby="any">
        <h2 id="keys-title">Keys</h2>
        <dl className="keys">
          {shown.map(({ keys, does }) => (
            <div key={keys}>
              <dt>
                {keys.split(' ').map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
      </dialog>
    </>
  );
}
