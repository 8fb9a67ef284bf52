import { useQuery } from '@tanstack/react-query';
import type { ReactNode, RefObject } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { FILTERS, type ListAddress } from './list-address.ts';
import { KIND_NAMES } from '../../parts/jobs/result-kind.ts';

const STATUSES = ['running', 'queued', 'done', 'error', 'cancelled', 'interrupted'];

interface Props {
  readonly list: ListAddress;
  readonly search: RefObject<HTMLInputElement | null>;
  /** Whether the rows are there: what can be chosen is read after them. */
  readonly hasRows: boolean;
}

/** The search, and the conditions of the list. */
export function RunFilters({ list: { address, isFiltered }, search, hasRows }: Props): ReactNode {
  const { get, set } = address;
  const { data: catalog } = useQuery({
    queryKey: ['catalog'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/catalog', { signal })),
    staleTime: 30_000,
    enabled: hasRows,
  });
  const { data: models } = useQuery({
    queryKey: ['models'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/models', { signal })),
    staleTime: 30_000,
    enabled: hasRows,
  });
  const projects = catalog?.projects.map(({ name }) => [name, name] as const) ?? [];
  const usedModels = (models ?? []).filter(({ used }) => used > 0).map(({ model }) => [model, model] as const);
  const choose = (name: string, value: string): void => {
    set({ [name]: value, page: null });
  };
  const experiment = get('experiment');
  return (
    <div className="toolbar list-filters" role="search">
      <input
        ref={search}
        type="search"
        aria-label="Search the runs"
        placeholder="Search names, projects, models, ids"
        dir="auto"
        value={get('q')}
        onChange={(event) => {
          set({ q: event.target.value, page: null }, 'replace');
        }}
      />
      <Choice
        name="status"
        all="Any status"
        options={STATUSES.map((status) => [status, status] as const)}
        value={get('status')}
        onChoose={choose}
      />
      <Choice name="kind" all="Any kind" options={Object.entries(KIND_NAMES)} value={get('kind')} onChoose={choose} />
      <Choice name="project" all="Any project" options={projects} value={get('project')} onChoose={choose} />
      <Choice name="model" all="Any model" options={usedModels} value={get('model')} onChoose={choose} />
      {experiment !== '' && (
        <button
          type="button"
          title="Show all experiments"
          onClick={() => {
            choose('experiment', '');
          }}
        >
          Experiment <bdi>{experiment}</bdi> <span aria-hidden="true">×</span>
        </button>
      )}
      {isFiltered && (
        <button
          type="button"
          className="quiet"
          onClick={() => {
            set({ ...Object.fromEntries(FILTERS.map((name) => [name, null])), q: null, page: null });
            search.current?.focus();
          }}
        >
          Clear the filters
        </button>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly all: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly value: string;
  readonly onChoose: (name: string, value: string) => void;
}

function Choice({ name, all, options, value, onChoose }: ChoiceProps): ReactNode {
  // A value of the address that is none of the options is still what the list is filtered by.
  const isKnown = value === '' || options.some(([option]) => option === value);
  return (
    <select
      aria-label={`Filter by ${name}`}
      className={value === '' ? 'filter' : 'filter chosen'}
      value={value}
      onChange={(event) => {
        onChoose(name, event.target.value);
      }}
    >
      <option value="">{all}</option>
      {!isKnown && <option value={value}>{value}</option>}
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  );
}
