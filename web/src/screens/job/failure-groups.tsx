import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import { countText } from '../../lib/format.ts';
import type { AddressChange } from '../../lib/query.ts';
import type { RowFilter } from './row-filter.ts';

type Aggregate = Schemas['SampleAggregate'];
type Reason = Schemas['ReasonCount'];

/** Whose fault a failure is, as a person says it; other archives have the class of the error. */
const KINDS: Readonly<Record<string, string>> = {
  provider: 'no answer from the provider',
  answer: 'the answer can’t be used',
  program: 'the program failed',
};

interface Props {
  readonly matching: Aggregate;
  readonly filter: RowFilter;
  readonly onChange: (change: AddressChange) => void;
}

/** What failed and why, the most frequent first; a click shows only its rows, and another one all again. */
export function FailureGroups({ matching, filter, onChange }: Props): ReactNode {
  const { failed, samples, failures, scoring_failures: scorings } = matching;
  if (failures.length + scorings.length === 0) return null;
  return (
    <section className="card failed" aria-label="Failures">
      <h2>{failures.length === 0 ? 'Failed scorings' : `${countText(failed)} of ${countText(samples)} failed`}</h2>
      <ul className="failures">
        {failures.map(({ error_kind: kind, count, reasons }) => (
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
            <Reasons reasons={reasons} filter={filter} onChange={onChange} />
          </li>
        ))}
        {scorings.map(({ metric, count, reasons }) => (
          <li key={`by ${metric}`}>
            <span>
              <b>{countText(count)}</b> {count === 1 ? 'scoring' : 'scorings'} by <bdi>{metric}</bdi>
            </span>
            <Reasons reasons={reasons} filter={filter} onChange={onChange} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ReasonsProps extends Pick<Props, 'filter' | 'onChange'> {
  readonly reasons: readonly Reason[];
}

function Reasons({ reasons, filter, onChange }: ReasonsProps): ReactNode {
  return (
    <ul>
      {reasons.map((reason) => (
        <li key={reason.reason}>
          <button
            type="button"
            className="quiet"
            title={reason.example}
            aria-pressed={filter.reason === reason.reason}
            onClick={() => {
              onChange({ reason: filter.reason === reason.reason ? null : reason.reason });
            }}
          >
            <b>{countText(reason.count)}</b> <bdi>{reasonText(reason)}</bdi>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What one failure says, and of several what they have in common. */
function reasonText({ type, shape, example, count }: Reason): string {
  return `${type}: ${count === 1 ? example : shape}`;
}

export function failureText(kind: string): string {
  return KINDS[kind] ?? kind;
}

/** A reason by its key, as far as one of these aggregates has it. */
export function reasonNamed(key: string, ...aggregates: readonly (Aggregate | undefined)[]): string {
  const groups = aggregates.flatMap((known) => (known === undefined ? [] : [...known.failures, ...known.scoring_failures]));
  const reason = groups.flatMap(({ reasons }) => reasons).find((one) => one.reason === key);
  return reason === undefined ? `failures for reason ${key}` : `${reason.type}: ${reason.shape}`;
}
