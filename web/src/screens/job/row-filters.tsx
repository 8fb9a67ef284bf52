import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import { countText } from '../../lib/format.ts';
import type { AddressChange } from '../../lib/query.ts';
import { failureText, reasonNamed } from './failure-groups.tsx';
import { isFiltering, NO_FILTER, type RowFilter } from './row-filter.ts';

interface Props {
  /** As it is in the address, while a person types. */
  readonly typed: RowFilter;
  readonly metrics: readonly string[];
  /** Of all rows, by tag. */
  readonly all: Schemas['SampleAggregate'] | undefined;
  readonly matching: Schemas['SampleAggregate'] | undefined;
  readonly onChange: (change: AddressChange, how?: 'push' | 'replace') => void;
}

/** What the rows are filtered by, and how many match. */
export function RowFilters({ typed, metrics, all, matching, onChange }: Props): ReactNode {
  const tags = all?.slices?.flatMap(({ value, samples }) => (value === null ? [] : [{ value, samples }])) ?? [];
  return (
    <div className="toolbar row-filters" role="search">
      <input
        type="search"
        aria-label="Search the rows"
        placeholder="Words of input, output, error"
        value={typed.q}
        onChange={(event) => {
          onChange({ q: event.target.value }, 'replace');
        }}
      />
      <select
        aria-label="Status"
        value={typed.status}
        onChange={(event) => {
          onChange({ status: event.target.value });
        }}
      >
        <option value="">All rows</option>
        <option value="success">Succeeded</option>
        <option value="failed">Failed</option>
      </select>
      {metrics.length > 0 && <ScoreRange typed={typed} metrics={metrics} onChange={onChange} />}
      {(tags.length > 0 || typed.tag !== '') && (
        <select
          aria-label="Tag"
          value={typed.tag}
          onChange={(event) => {
            onChange({ tag: event.target.value });
          }}
        >
          <option value="">Any tag</option>
          {typed.tag !== '' && !tags.some(({ value }) => value === typed.tag) && <option>{typed.tag}</option>}
          {tags.map(({ value, samples }) => (
            <option key={value} value={value}>
              {value} ({countText(samples)})
            </option>
          ))}
        </select>
      )}
      {typed.kind !== '' && (
        <Chip
          text={failureText(typed.kind)}
          onClick={() => {
            onChange({ kind: null });
          }}
        />
      )}
      {typed.reason !== '' && (
        <Chip
          text={reasonNamed(typed.reason, matching, all)}
          onClick={() => {
            onChange({ reason: null });
          }}
        />
      )}
      {isFiltering(typed) && (
        <button
          type="button"
          className="quiet"
          onClick={() => {
            onChange(NO_FILTER);
          }}
        >
          Show all rows
        </button>
      )}
      <span className="count" role="status">
        {matching !== undefined && countOf(matching, all)}
      </span>
    </div>
  );
}

/** A condition that is taken away by a click. */
function Chip({ text, onClick }: { readonly text: string; readonly onClick: () => void }): ReactNode {
  return (
    <button type="button" className="chip" title={text} onClick={onClick}>
      <bdi>{text}</bdi> <span aria-label="take away">✕</span>
    </button>
  );
}

function ScoreRange({ typed, metrics, onChange }: Pick<Props, 'typed' | 'metrics' | 'onChange'>): ReactNode {
  const metric = typed.metric === '' ? metrics[0] : typed.metric;
  return (
    <span className="range">
      {metrics.length === 1 ? (
        <bdi>{metrics[0]}</bdi>
      ) : (
        <select
          aria-label="Metric of the range"
          value={metric}
          onChange={(event) => {
            onChange({ metric: event.target.value });
          }}
        >
          {metrics.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
      {(['min', 'max'] as const).map((end) => (
        <input
          key={end}
          type="number"
          step="any"
          aria-label={end === 'min' ? 'Least score' : 'Highest score'}
          placeholder={end}
          value={typed[end]}
          onChange={(event) => {
            onChange({ [end]: event.target.value }, 'replace');
          }}
        />
      ))}
    </span>
  );
}

function countOf(matching: Schemas['SampleAggregate'], all: Schemas['SampleAggregate'] | undefined): string {
  const { samples, search } = matching;
  const whole = Math.max(samples, all?.samples ?? 0);
  const count = whole === samples ? `${countText(samples)} rows` : `${countText(samples)} of ${countText(whole)} rows`;
  return search === null || search.indexed >= search.of ? count : `${count}, ${countText(search.indexed)} searched so far`;
}
