import type { ReactNode } from 'react';
import type { ListAddress } from './list-address.ts';
import type { Result } from './result-list.ts';
import { type RowActions, RunRow } from './run-row.tsx';
import { StepRows } from './step-rows.tsx';

interface Props extends RowActions {
  readonly list: ListAddress;
  readonly results: readonly Result[];
  /** The metric whose means are shown first. */
  readonly metric: string;
}

/** The results of a page, with the steps of the searches that are opened. */
export function RunTable({ list, results, metric, ...actions }: Props): ReactNode {
  const order = {
    sort: list.address.get('sort'),
    onSort: (sort: string) => {
      list.address.set({ sort, page: null });
    },
  };
  return (
    <table className="runs">
      <thead>
        <tr>
          <th scope="col" className="tick">
            <span className="hidden">Selected</span>
          </th>
          <Head name="Name" field="name" {...order} />
          <Head name="Status" field="status" {...order} />
          <Head name={metric === '' ? 'Score' : metric} {...(metric === '' ? {} : { field: `metric.${metric}` })} {...order} />
          <Head name="Samples" field="total_samples" isNumber {...order} />
          <Head name="Cost" field="cost_usd" isNumber {...order} />
          <Head name="Model" field="model" {...order} />
          <Head name="Started" field="started_at" {...order} />
          <th scope="col" className="more">
            <span className="hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {results.flatMap((result) => {
          const isOpen = list.opened.includes(result.id);
          const row = <RunRow key={result.id} result={result} list={list} metric={metric} isOpen={isOpen} {...actions} />;
          return isOpen && result.kind === 'optimize'
            ? [row, <StepRows key={`${result.id} steps`} search={result} list={list} metric={metric} {...actions} />]
            : [row];
        })}
      </tbody>
    </table>
  );
}

interface HeadProps {
  readonly name: string;
  /** What the server sorts by. */
  readonly field?: string;
  readonly isNumber?: boolean;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}

function Head({ name, field, isNumber = false, sort, onSort }: HeadProps): ReactNode {
  const className = isNumber ? 'number' : undefined;
  if (field === undefined) {
    return (
      <th scope="col" className={className}>
        {name}
      </th>
    );
  }

  const order = sort === field ? 'ascending' : sort === `-${field}` ? 'descending' : undefined;
  return (
    <th scope="col" aria-sort={order} className={className}>
      <button
        type="button"
        className="sort"
        onClick={() => {
          onSort(order === undefined ? `-${field}` : order === 'descending' ? field : '');
        }}
      >
        <bdi>{name}</bdi>
        <span aria-hidden="true">{order === 'ascending' ? ' ↑' : order === 'descending' ? ' ↓' : ''}</span>
      </button>
    </th>
  );
}
