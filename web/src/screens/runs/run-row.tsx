import type { MouseEvent, ReactNode } from 'react';
import { Link } from 'wouter';
import { costText, countText, shortId } from '../../lib/format.ts';
import { Age } from '../../parts/age.tsx';
import { Score } from '../../parts/score.tsx';
import { StatusMark } from '../../parts/status-mark.tsx';
import type { ListAddress } from './list-address.ts';
import { LiveProgress } from './live-progress.tsx';
import { KIND_NAMES } from '../../parts/jobs/result-kind.ts';
import { addressOf, isActive, type Result } from './result-list.ts';

/** What can be done with a row. */
export interface RowActions {
  /** A row is taken in or out of the selection; `isRange` with all rows since the last one. */
  readonly onSelect: (id: string, isRange: boolean) => void;
  /** Shows what can be done with a result, beside the button that was pressed. */
  readonly onMore: (result: Result, button: HTMLElement) => void;
}

interface Props extends RowActions {
  readonly result: Result;
  readonly list: ListAddress;
  readonly metric: string;
  /** Whether its steps are shown. */
  readonly isOpen?: boolean;
}

export function RunRow({ result, list, metric, isOpen = false, onSelect, onMore }: Props): ReactNode {
  const isSelected = list.selected.includes(result.id);
  const isStep = result.kind === 'step';
  const name = isStep ? `Step ${String(result.step_index)}` : result.name;
  return (
    <tr className={isStep ? 'step' : undefined} aria-selected={isSelected} data-id={result.id}>
      <td className="tick">
        <label>
          <input
            type="checkbox"
            aria-label={`Select ${name}`}
            checked={isSelected}
            onChange={(event) => {
              onSelect(result.id, (event.nativeEvent as Partial<globalThis.MouseEvent>).shiftKey === true);
            }}
          />
        </label>
      </td>
      <th scope="row" dir="auto">
        <Link href={addressOf(result)} className="run-name" onClick={keepShift}>
          {name}
        </Link>
        {result.step_index !== null && result.step_index === 0 && <small> baseline</small>}
        <small className="run-facts">
          {KIND_NAMES[result.kind]}
          {result.project !== null && !isStep && (
            <>
              {' · '}
              <bdi>{result.project}</bdi>
            </>
          )}
          {result.dataset !== null && !isStep && (
            <>
              {' · '}
              <bdi>{result.dataset}</bdi>
            </>
          )}
          {!isStep && result.name !== result.id && (
            <>
              {' · '}
              <span className="id" title={result.id}>
                {shortId(result.id)}
              </span>
            </>
          )}
        </small>
        {result.kind === 'optimize' && (result.steps ?? 0) > 0 && (
          <button
            type="button"
            className="quiet steps"
            aria-expanded={isOpen}
            onClick={() => {
              list.toggleSteps(result.id);
            }}
          >
            <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> {countText(result.steps)}{' '}
            {result.steps === 1 ? 'step' : 'steps'}
          </button>
        )}
      </th>
      <td className="state">{isActive(result) && !isStep ? <LiveProgress result={result} /> : <Ended result={result} />}</td>
      <td className="means">
        <Means result={result} metric={metric} />
      </td>
      <td className="number count" data-name="samples">
        {countText(result.total_samples)}
        {result.failed_samples > 0 && <small className="bad"> {countText(result.failed_samples)} failed</small>}
      </td>
      <td className="number cost" data-name="cost">
        {costText(result.cost_usd)}
      </td>
      <td className="model" dir="auto">
        {result.model ?? '–'}
      </td>
      <td className="age">
        <Age at={result.started_at} />
      </td>
      <td className="more">
        <button
          type="button"
          className="quiet"
          aria-label={`Actions for ${name}`}
          aria-haspopup="menu"
          onClick={({ currentTarget }) => {
            onMore(result, currentTarget);
          }}
        >
          ⋯
        </button>
      </td>
    </tr>
  );
}

function Ended({ result }: { readonly result: Result }): ReactNode {
  const { status, error, failed_samples: failed, total_samples: total } = result;
  return (
    <>
      <StatusMark status={status} isAllFailed={total > 0 && failed === total} />
      {error !== null && (
        <small className="why" dir="auto" title={error}>
          {error}
        </small>
      )}
    </>
  );
}

/** The mean of the metric that the column is of, and in small print how many others there are. */
function Means({
  result: { metrics, steps, indexing },
  metric,
}: {
  readonly result: Result;
  readonly metric: string;
}): ReactNode {
  const names = Object.keys(metrics);
  const shown = metrics[metric] === undefined ? names[0] : metric;
  const mean = shown === undefined ? undefined : metrics[shown];
  if (mean === undefined) return indexing === true ? <small>being read…</small> : '–';
  const others = names.filter((name) => name !== shown).map((name) => `${name} ${(metrics[name]?.mean ?? 0).toFixed(3)}`);
  const notes = [
    ...(shown === metric ? [] : [shown]),
    ...(steps === null ? [] : ['best step']),
    ...(others.length === 0 ? [] : [`+${String(others.length)} ${others.length === 1 ? 'metric' : 'metrics'}`]),
  ];
  return (
    <>
      <Score mean={mean.mean} interval={mean.interval} n={mean.n} />
      {notes.length > 0 && (
        <small className="why" title={others.join('\n')}>
          {notes.join(' · ')}
        </small>
      )}
    </>
  );
}

/** A click with Shift selects; it doesn't open another window. */
function keepShift(event: MouseEvent): void {
  if (!event.shiftKey) return;
  event.preventDefault();
  event.currentTarget
    .closest('tr')
    ?.querySelector<HTMLInputElement>('input[type=checkbox]')
    ?.dispatchEvent(new globalThis.MouseEvent('click', { shiftKey: true, bubbles: true, cancelable: true }));
}
