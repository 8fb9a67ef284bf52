import { useEffect } from 'react';

/** An action that a key does; `keys` as a person reads it, such as `j` or `g r`. */
export interface Shortcut {
  readonly keys: string;
  readonly does: string;
  readonly run: () => void;
}

/** How long the second key of two may take. */
const SEQUENCE_MS = 1_000;

const active = new Set<readonly Shortcut[]>();
let pending = { key: '', at: 0 };

/** The shortcuts of everything that is on the page; those of the innermost part come last. */
export function activeShortcuts(): readonly Shortcut[] {
  return [...active].flat();
}

/** Makes keys do something for as long as the calling component is there. Keys that are typed into a field do nothing. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  useEffect(() => {
    active.add(shortcuts);
    return () => {
      active.delete(shortcuts);
    };
  }, [shortcuts]);
}

/** Listens to the keys of the page; returns how to stop. */
export function listenToKeys(): () => void {
  document.addEventListener('keydown', onKey);
  return () => {
    document.removeEventListener('keydown', onKey);
  };
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
  const sequence = Date.now() - pending.at < SEQUENCE_MS ? `${pending.key} ${event.key}` : '';
  const found = activeShortcuts().findLast(({ keys }) => keys === sequence || keys === event.key);
  pending = found === undefined ? { key: event.key, at: Date.now() } : { key: '', at: 0 };
  if (found === undefined) return;
  event.preventDefault();
  found.run();
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const isModal = target.closest('dialog[open]') !== null && document.querySelector('dialog:modal') !== null;
  // Nothing is typed into a checkbox.
  if (target instanceof HTMLInputElement && target.type === 'checkbox') return isModal;
  return isModal || target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
