import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react';
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
  /** Opens the row before or after in the list. */
  readonly onStep: (by: -1 | 1) => void;
  /** Opens another row. */
  readonly onRow: (row: RowPlace) => void;
  readonly onClose: () => void;
}

/** One row whole, beside the list that it is of. */
export function RowDrawer({ owner, row, replicate, place, onStep, onRow, onClose }: Props): ReactNode {
  const panel = useRef<HTMLElement>(null);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: [...rowsKey(owner), 'row', row, replicate],
    queryFn: ({ signal }) => readRow(owner, Number(row), replicate, signal),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  // Until the row is read, what is shown is the one before, whose neighbours are others.
  const whole = isPlaceholderData ? undefined : data;
  const neighbours = { previous: whole?.previous ?? null, next: whole?.next ?? null };
  const canMove = (by: -1 | 1): boolean => {
    if (place === null) return neighbours[by === 1 ? 'next' : 'previous'] !== null;
    return place.at + by >= 0 && place.at + by < place.of;
  };
  // Without a place the neighbours are known once the row is read: until then keys are counted, and done one by one.
  const owed = useRef(0);
  const move = (by: -1 | 1): void => {
    const neighbour = neighbours[by === 1 ? 'next' : 'previous'];
    if (place !== null) onStep(by);
    else if (whole === undefined) owed.current += by;
    else if (neighbour !== null) onRow(neighbour);
  };
  const moveOwed = useEffectEvent(() => {
    const by = Math.sign(owed.current);
    if (by === 0) return;
    owed.current = canMove(by === 1 ? 1 : -1) ? owed.current - by : 0;
    move(by === 1 ? 1 : -1);
  });
  const isRead = whole !== undefined;
  useEffect(() => {
    if (isRead) moveOwed();
  }, [isRead, row, replicate]);
  useShortcuts([
    {
      keys: 'j',
      does: 'Next row',
      run: () => {
        move(1);
      },
    },
    {
      keys: 'k',
      does: 'Previous row',
      run: () => {
        move(-1);
      },
    },
    {
      keys: 'ArrowRight',
      does: 'Next row',
      run: () => {
        move(1);
      },
    },
    {
      keys: 'ArrowLeft',
      does: 'Previous row',
      run: () => {
        move(-1);
      },
    },
    { keys: 'Escape', does: 'Back to the list', run: onClose },
  ]);
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
          <button
            type="button"
            disabled={!canMove(-1)}
            aria-label="Previous row"
            title="k"
            onClick={() => {
              move(-1);
            }}
          >
            ↑
          </button>
          <button
            type="button"
            disabled={!canMove(1)}
            aria-label="Next row"
            title="j"
            onClick={() => {
              move(1);
            }}
          >
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
