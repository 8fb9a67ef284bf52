import type { Shortcut } from '../../lib/shortcuts.ts';

/** The keys that move between the rows and act on the one that has the focus. Enter opens it, as it opens every link. */
export function rowKeys(): readonly Shortcut[] {
  return [
    {
      keys: 'j',
      does: 'Next run (Enter opens it)',
      run: () => {
        move(1);
      },
    },
    {
      keys: 'k',
      does: 'Run before',
      run: () => {
        move(-1);
      },
    },
    {
      keys: 'x',
      does: 'Select the run',
      run: () => {
        focusedRow()?.querySelector<HTMLElement>('input[type=checkbox]')?.click();
      },
    },
    {
      keys: 'a',
      does: 'Actions of the run',
      run: () => {
        focusedRow()?.querySelector<HTMLElement>('td.more button')?.click();
      },
    },
  ];
}

function focusedRow(): HTMLTableRowElement | null {
  return document.activeElement?.closest<HTMLTableRowElement>('table.runs tbody tr') ?? null;
}

function move(by: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>('table.runs tbody .run-name')];
  const at = links.findIndex((link) => link.closest('tr') === focusedRow());
  const target = links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))];
  target?.focus();
  target?.scrollIntoView({ block: 'nearest' });
}
