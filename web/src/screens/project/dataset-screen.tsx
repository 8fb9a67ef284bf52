import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { useAddress } from '../../lib/address.ts';
import { usePathParts } from '../../lib/exact-location.ts';
import { countText } from '../../lib/format.ts';
import { useDebounced } from '../../lib/use-debounced.ts';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { type Column, RowTable } from '../../parts/rows/row-table.tsx';
import type { RowSource } from '../../parts/rows/use-rows.ts';
import { ScreenHead } from '../../parts/screen-head.tsx';
import { DatasetRowDetails } from './dataset-row.tsx';
import './project.css';
import { shownText } from './shown-text.ts';

type Row = Schemas['DatasetRow'];

const COLUMNS: readonly Column<Row>[] = [
  { id: 'row', name: 'Row', width: '5rem', isNumber: true, cell: ({ row }) => countText(row) },
  { id: 'inputs', name: 'Inputs', width: 'minmax(14rem, 3fr)', cell: ({ inputs }) => inputsText(inputs) },
  { id: 'reference', name: 'Reference', width: 'minmax(7rem, 1fr)', cell: ({ reference }) => shownText(reference) },
  { id: 'tags', name: 'Tags', width: 'minmax(5rem, 0.7fr)', cell: ({ tags }) => tags.join(', ') },
];

/** The rows of a dataset as jobs read them, however many; one opens whole. */
export function DatasetScreen(): ReactNode {
  const { project, dataset } = usePathParts<{ project: string; dataset: string }>();
  const { get, set } = useAddress();
  const q = useDebounced(get('q').trim());
  const path = { project, dataset };
  const read = async (offset: number, limit: number, signal: AbortSignal): Promise<Schemas['DatasetRows']> =>
    dataOf(
      api.GET('/api/projects/{project}/datasets/{dataset}/rows', {
        params: { path, query: { offset, limit, ...(q === '' ? {} : { q }) } },
        signal,
      }),
    );
  const head = useQuery({ queryKey: ['dataset', project, dataset, q, 'head'], queryFn: ({ signal }) => read(0, 1, signal) });
  const at = /^\d+$/.test(get('at')) ? Number(get('at')) : null;
  const opened = useQuery({
    queryKey: ['dataset', project, dataset, q, 'row', at],
    queryFn: ({ signal }) => read(at ?? 0, 1, signal),
    enabled: at !== null,
    placeholderData: (before) => before,
  });
  const source: RowSource<Row> = {
    key: ['dataset', project, dataset, q],
    page: async ({ offset, limit, signal }) => read(offset, limit, signal),
    count: head.data === undefined ? 0 : (head.data.total ?? MOST_UNCOUNTED),
  };
  const here = `project=${encodeURIComponent(project)}&examples=${encodeURIComponent(dataset)}`;
  const row = at === null ? undefined : opened.data?.rows[0];
  return (
    <>
      <ScreenHead
        title={dataset}
        under={
          <>
            a dataset of <Link href={`/projects/${encodeURIComponent(project)}`}>{<bdi>{project}</bdi>}</Link>
            {head.data?.total !== undefined &&
              head.data.total !== null &&
              ` · ${countText(head.data.total)} ${q === '' ? 'rows' : 'that match'}`}
          </>
        }
      >
        <Link className="button main" href={`/start/evaluate?${here}`}>
          Evaluate on it…
        </Link>
      </ScreenHead>
      <div className="toolbar" role="search">
        <input
          type="search"
          aria-label="Search the rows"
          placeholder="Words of inputs, reference, id, tags"
          value={get('q')}
          onChange={(event) => {
            set({ q: event.target.value, at: null }, 'replace');
          }}
        />
      </div>
      {head.error !== null && <ProblemBox error={head.error} onRetry={() => void head.refetch()} />}
      {head.data?.problems.map(({ message }) => (
        <p key={message} className="notes" dir="auto">
          {message}
        </p>
      ))}
      {head.data === undefined && head.error === null && <Loading what="Reading the dataset" />}
      {head.data !== undefined && (
        <div className={row === undefined ? 'dataset' : 'dataset split'}>
          <RowTable<Row>
            label="Rows"
            source={source}
            columns={COLUMNS}
            sort=""
            onSort={() => undefined}
            current={at}
            onOpen={(place) => {
              set({ at: place }, at === null ? 'push' : 'replace');
            }}
            empty={q === '' ? 'It has no rows.' : 'No row has these words.'}
          />
          {row !== undefined && (
            <DatasetRowDetails
              row={row}
              onClose={() => {
                set({ at: null });
              }}
            />
          )}
        </div>
      )}
    </>
  );
}

/** As many as are shown of a file that is too large to be counted. */
const MOST_UNCOUNTED = 10_000;

/** The only input, or all of them with their names. */
function inputsText(inputs: Row['inputs']): string {
  const entries = Object.entries(inputs);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined) return shownText(only[1]);
  return entries.map(([name, value]) => `${name}: ${shownText(value)}`).join(' · ');
}
