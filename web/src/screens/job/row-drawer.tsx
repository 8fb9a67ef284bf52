import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { countText } from '../../lib/format.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { StatusMark } from '../../parts/status-mark.tsx';
import { type RowOwner, readRow, type WholeRow } from './row-source.ts';
import { SampleParts } from './sample-parts.tsx';
import { TrialParts } from './trial-parts.tsx';
import { rowsKey } from './use-aggregate.ts';

interface RowPlace {
  readonly row: number;
  readonly replicate: number;
}

interface Props {
  readonly owner: RowOwner;
  readonly row: string;
  readonly replicate: number;
  /** Where it stands in the list; `null` where it was opened by its address alone. */
  readonly place: { readonly at: number; readonly of: number } | null;
  /** Opens the row at another place of the list. */
  readonly onPlace: (place: number) => void;
  /** Opens another row. */
  readonly onRow: (row: RowPlace) => void;
  readonly onClose: () => void;
}

/** One row whole, beside the list that it is of. */
export function RowDrawer({ owner, row, replicate, place, onPlace, onRow, onClose }: Props): ReactNode {
  const panel = useRef<HTMLElement>(null);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: [...rowsKey(owner), 'row', row, replicate],
    queryFn: ({ signal }) => readRow(owner, Number(row), replicate, signal),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  // Until the row is read, what is shown is the one before, whose neighbours are others.
  const whole = isPlaceholderData ? undefined : data;
  const previous = neighbour(place, -1, onPlace, whole?.previous, onRow);
  const next = neighbour(place, 1, onPlace, whole?.next, onRow);
  useShortcuts(
    useMemo(
      () => [
        { keys: 'j', does: 'Next row', run: () => next?.() },
        { keys: 'k', does: 'Previous row', run: () => previous?.() },
        { keys: 'ArrowRight', does: 'Next row', run: () => next?.() },
        { keys: 'ArrowLeft', does: 'Previous row', run: () => previous?.() },
        { keys: 'Escape', does: 'Back to the list', run: onClose },
      ],
      [next, previous, onClose],
    ),
  );
  // Where the panel covers the list, the keys are to go to it; beside the list they stay there.
  useEffect(() => {
    if (document.activeElement === document.body || panel.current?.parentElement?.querySelector('[inert]') !== null)
      panel.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    panel.current?.scrollTo({ top: 0 });
  }, [row, replicate]);

  return (
    <aside className="drawer" ref={panel} tabIndex={-1} aria-label={`Row ${row}`} aria-busy={isPlaceholderData}>
      <div className="drawer-head">
        <h2>
          Row {row}
          {replicate > 0 && <small> repeat {replicate + 1}</small>}
        </h2>
        {data !== undefined && <StatusMark status={data.kind === 'trial' ? data.trial.status : data.sample.status} />}
        {place !== null && (
          <small>
            {countText(place.at + 1)} of {countText(Math.max(place.of, place.at + 1))}
          </small>
        )}
        <span className="drawer-keys">
          <button type="button" disabled={previous === undefined} aria-label="Previous row" title="k" onClick={previous}>
            ↑
          </button>
          <button type="button" disabled={next === undefined} aria-label="Next row" title="j" onClick={next}>
            ↓
          </button>
          <button type="button" aria-label="Close the row" title="Esc" onClick={onClose}>
            ✕
          </button>
        </span>
      </div>
      {error !== null && <ProblemBox error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading what="Reading the row" />}
      {data !== undefined && error === null && <Parts key={`${row} ${String(replicate)}`} whole={data} />}
    </aside>
  );
}

function Parts({ whole }: { readonly whole: WholeRow }): ReactNode {
  return whole.kind === 'trial' ? <TrialParts trial={whole.trial} /> : <SampleParts sample={whole.sample} />;
}

/** How to open the row before or after: in the order of the list where the place there is known, else in that of the rows. */
function neighbour(
  place: Props['place'],
  by: -1 | 1,
  onPlace: Props['onPlace'],
  row: RowPlace | null | undefined,
  onRow: Props['onRow'],
): (() => void) | undefined {
  if (place !== null) {
    const target = place.at + by;
    if (target < 0 || target >= place.of) return undefined;
    return () => {
      onPlace(target);
    };
  }
  if (row === null || row === undefined) return undefined;
  return () => {
    onRow(row);
  };
}
