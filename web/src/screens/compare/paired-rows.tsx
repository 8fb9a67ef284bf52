import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { numberText, signedText } from '../../../../src/reports/figures.ts';
import { useAddress } from '../../lib/address.ts';
import { countText } from '../../lib/format.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { useDebounced } from '../../lib/use-debounced.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { type Column, RowTable } from '../../parts/rows/row-table.tsx';
import { LetteredName } from './letter.tsx';
import {
  countPaired,
  LARGEST_FIRST,
  type PairedConditions,
  type PairedRow,
  pairedRows,
  type Pairing,
  PAIRINGS,
} from './paired-row-source.ts';
import { OrderChoice, TagChoice } from './row-choices.tsx';
import { RowPair } from './row-pair.tsx';
import type { PickedRun } from './use-comparison.ts';

interface Props {
  readonly first: PickedRun;
  readonly second: PickedRun;
  readonly metric: string;
  readonly lowerIsBetter: boolean;
}

/** The rows that two runs share, the largest differences first; one that is open shows both answers side by side. */
export function PairedRows({ first, second, metric, lowerIsBetter }: Props): ReactNode {
  const { get, set } = useAddress();
  const pairing = PAIRINGS.find((known) => known === get('paired')) ?? null;
  const q = useDebounced(get('q').trim());
  const tag = get('tag');
  const conditions: PairedConditions = useMemo(
    () => ({ runId: first.id, against: second.id, metric, lowerIsBetter, q, tag }),
    [first.id, second.id, metric, lowerIsBetter, q, tag],
  );
  const counts = useCounts(conditions);
  const count = counts.of(pairing) ?? 0;
  const sort = get('sort') === '' ? LARGEST_FIRST : get('sort');
  const asked = placeOf(get('at'));
  // A place beyond the end is that of the last row. While it is not known how many there are, it waits.
  const at = asked === null || count === 0 ? null : Math.min(asked, count - 1);
  const open = useQuery({
    queryKey: ['paired', conditions, pairing, sort, 'at', at],
    queryFn: ({ signal }) => pairedRows(conditions, pairing, sort, { offset: at ?? 0, limit: 1, signal }),
    enabled: at !== null,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const isOpen = at !== null;
  const move = (by: number): void => {
    // What the keys did since the page was last drawn is in the address already.
    const from = placeOf(new URLSearchParams(location.search).get('at') ?? '') ?? -1;
    const last = counts.isCurrent ? count - 1 : Infinity;
    if (last >= 0) set({ at: Math.max(0, Math.min(last, Math.min(last, from) + by)) }, 'replace');
  };
  useShortcuts(
    useMemo(
      () => [
        { keys: 'j', does: 'Next row, both answers', run: () => move(1) },
        { keys: 'k', does: 'Previous row', run: () => move(-1) },
        { keys: 'Escape', does: 'Close the row', run: () => set({ at: null }) },
      ],
      // `move` depends on these alone.
      // eslint-disable-next-line react-hooks/exhaustive-deps
      [counts.isCurrent, count, set],
    ),
  );
  const columns = useMemo(() => columnsOf(first, second, metric, isOpen), [first, second, metric, isOpen]);
  return (
    <section className="paired" aria-labelledby="paired-title">
      <h2 id="paired-title">
        Rows, <LetteredName of={first} /> against <LetteredName of={second} />
      </h2>
      <div className="toolbar">
        <div className="segments" role="group" aria-label="Which rows">
          {[null, ...PAIRINGS].map(
            (which) =>
              (which !== 'missing' || pairing === which || (counts.of(which) ?? 0) > 0) && (
                <button
                  key={which ?? 'all'}
                  type="button"
                  className={which ?? 'all'}
                  aria-pressed={which === pairing}
                  onClick={() => {
                    set({ paired: which, at: null, sort: null });
                  }}
                >
                  {WORDS[which ?? 'all']} <small>{countText(counts.of(which))}</small>
                </button>
              ),
          )}
        </div>
        <TagChoice runId={first.id} />
        <OrderChoice
          sort={sort}
          difference={`${first.letter} − ${second.letter}`}
          onSort={(chosen) => {
            set({ sort: chosen, at: null }, 'replace');
          }}
        />
        <input
          type="search"
          aria-label="Search the rows"
          placeholder="Words of inputs, answers, reference"
          value={get('q')}
          onChange={(event) => {
            set({ q: event.target.value, at: null }, 'replace');
          }}
        />
      </div>
      {counts.error !== null && <ProblemBox error={counts.error} />}
      <div className={isOpen ? 'paired-split open' : 'paired-split'}>
        <RowTable<PairedRow>
          label={`Rows by their difference in ${metric}`}
          source={{
            key: ['paired', conditions, pairing, sort],
            count,
            page: (place) => pairedRows(conditions, pairing, sort, place),
          }}
          columns={columns}
          sort={sort}
          onSort={(chosen) => {
            set({ sort: chosen, at: null }, 'replace');
          }}
          current={at}
          onOpen={(index) => {
            set({ at: index }, isOpen ? 'replace' : 'push');
          }}
          empty={counts.isPending ? 'Loading…' : emptyText(q, tag)}
        />
        {isOpen && open.data?.rows[0] !== undefined && (
          <RowPair
            row={open.data.rows[0]}
            place={`${countText(at + 1)} of ${countText(count)}`}
            first={first}
            second={second}
            metric={metric}
            onMove={move}
            canMove={[at > 0, at < count - 1]}
            onClose={() => {
              set({ at: null });
            }}
          />
        )}
      </div>
    </section>
  );
}

/** The place in an address; `null` where it names none. */
function placeOf(text: string): number | null {
  const place = Number(text);
  return text !== '' && Number.isSafeInteger(place) && place >= 0 ? place : null;
}

function emptyText(q: string, tag: string): string {
  if (q !== '') return 'No row has all of these words.';
  return tag === '' ? 'No row is like that.' : 'No row with this tag is like that.';
}

const WORDS: Readonly<Record<Pairing | 'all', string>> = {
  all: 'All',
  improved: 'Improved',
  regressed: 'Regressed',
  equal: 'Equal',
  missing: 'Missing',
};

interface Counts {
  readonly of: (pairing: Pairing | null) => number | undefined;
  readonly isPending: boolean;
  /** Whether they are of what is asked now, not of what was asked before. */
  readonly isCurrent: boolean;
  readonly error: Error | null;
}

function useCounts(conditions: PairedConditions): Counts {
  const { data, isPending, isPlaceholderData, error } = useQuery({
    queryKey: ['paired', conditions, 'count'],
    queryFn: ({ signal }) => countPaired(conditions, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  return {
    of: (pairing) => (pairing === null ? data && Object.values(data).reduce((sum, count) => sum + count, 0) : data?.[pairing]),
    isPending,
    isCurrent: data !== undefined && !isPlaceholderData,
    error,
  };
}

function columnsOf(first: PickedRun, second: PickedRun, metric: string, isNarrow: boolean): readonly Column<PairedRow>[] {
  const numbers: readonly Column<PairedRow>[] = [
    { id: 'row', name: 'Row', width: '5rem', isNumber: true, sort: 'row', cell: placeText },
    {
      id: 'a',
      name: first.letter,
      width: '4.5rem',
      isNumber: true,
      sort: `metric.${metric}`,
      cell: ({ scores }) => numberText(scores[metric] ?? null),
    },
    {
      id: 'b',
      name: second.letter,
      width: '4.5rem',
      isNumber: true,
      cell: ({ other }) => numberText(other?.scores[metric] ?? null),
    },
    {
      id: 'delta',
      name: `${first.letter} − ${second.letter}`,
      width: '6.5rem',
      isNumber: true,
      sort: 'delta',
      cell: differenceOf,
    },
  ];
  const inputs: Column<PairedRow> = {
    id: 'inputs',
    name: 'Inputs',
    width: isNarrow ? 'minmax(8rem, 1fr)' : 'minmax(14rem, 1fr)',
    cell: ({ texts, prompt }) => texts?.inputs ?? prompt,
  };
  if (isNarrow) return [...numbers, inputs];
  return [
    ...numbers,
    inputs,
    { id: 'answer-a', name: `Answer of ${first.letter}`, width: 'minmax(14rem, 1fr)', cell: answerOf },
    {
      id: 'answer-b',
      name: `Answer of ${second.letter}`,
      width: 'minmax(14rem, 1fr)',
      cell: ({ other }) => (other ? answerOf(other) : 'not in this run'),
    },
  ];
}

function answerOf({ error, response }: Pick<PairedRow, 'error' | 'response'>): string {
  return error === undefined ? response : `failed: ${error.message}`;
}

function placeText({ row, replicate }: PairedRow): string {
  return replicate === 0 ? String(row) : `${String(row)} (${String(replicate + 1)})`;
}

function differenceOf({ delta }: PairedRow): string {
  return signedText(delta);
}
