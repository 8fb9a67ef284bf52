import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import { countText } from '../../lib/format.ts';
import type { AddressChange } from '../../lib/query.ts';
import type { RowFilter } from './row-filter.ts';

/** Whose fault a failure is, as a person says it; other archives have the class of the error. */
const KINDS: Readonly<Record<string, string>> = {
  provider: 'no answer from the provider',
  answer: 'the answer can’t be used',
  program: 'the program failed',
};

interface Props {
  readonly failures: Schemas['SampleAggregate']['failures'];
  readonly filter: RowFilter;
  readonly onChange: (change: AddressChange) => void;
}

/** The failures by kind, the most frequent first; a click shows only their rows, and another one all again. */
export function FailureGroups({ failures, filter, onChange }: Props): ReactNode {
  return (
    <ul className="failures">
      {failures.map(({ error_kind: kind, count }) => (
        <li key={kind}>
          <button
            type="button"
            className="quiet"
            aria-pressed={filter.kind === kind}
            onClick={() => {
              onChange({ kind: filter.kind === kind ? null : kind, reason: null });
            }}
          >
            <b>{countText(count)}</b> <bdi>{failureText(kind)}</bdi>
          </button>
        </li>
      ))}
    </ul>
  );
}

export function failureText(kind: string): string {
  return KINDS[kind] ?? kind;
}
