import { useQueries } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { numberText } from '../../../../src/reports/figures.ts';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { WordDiff } from '../../parts/word-diff.tsx';
import { LetteredName } from './letter.tsx';
import type { PairedRow } from './paired-row-source.ts';
import { addressOf } from './picked-runs.tsx';
import { readOtherSide, readSide, type Side } from './row-side.ts';
import type { PickedRun } from './use-comparison.ts';

interface Props {
  readonly row: PairedRow;
  /** Such as `3 of 40`. */
  readonly place: string;
  readonly first: PickedRun;
  readonly second: PickedRun;
  readonly metric: string;
  readonly onMove: (by: number) => void;
  readonly canMove: readonly [back: boolean, on: boolean];
  readonly onClose: () => void;
}

/** One row with both answers, what is different in them, and why each was scored so. */
export function RowPair({ row, place, first, second, metric, onMove, canMove, onClose }: Props): ReactNode {
  const results = useQueries({
    queries: [first, second].map((run) => ({
      queryKey: ['side', run.id, row.id, row.row, row.replicate, run === second],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        run === second ? readOtherSide(run, row, signal) : readSide(run, row, signal),
      enabled: run.run !== undefined,
      staleTime: 60_000,
    })),
  });
  const [a, b] = results.map(({ data }) => data);
  const error = results.find((result) => result.error !== null)?.error ?? null;
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const shared = a?.example ?? b?.example ?? null;
  return (
    <article className="row-pair" ref={section} aria-label={`Row ${String(row.row)}`}>
      <header>
        <h3>
          Row {row.row}
          {row.replicate > 0 && `, repeat ${String(row.replicate + 1)}`} <small>{place}</small>
        </h3>
        <div className="actions">
          <button
            type="button"
            disabled={!canMove[0]}
            aria-keyshortcuts="k"
            onClick={() => {
              onMove(-1);
            }}
          >
            ← Previous
          </button>
          <button
            type="button"
            disabled={!canMove[1]}
            aria-keyshortcuts="j"
            onClick={() => {
              onMove(1);
            }}
          >
            Next →
          </button>
          <button type="button" className="quiet" aria-label="Close the row" onClick={onClose}>
            ✕
          </button>
        </div>
      </header>
      {error !== null && <ProblemBox error={error} />}
      {shared !== null && (
        <div className="example">
          {shared.inputs.map(([name, text]) => (
            <Labelled key={name} name={name} text={text} />
          ))}
          {shared.reference !== '' && <Labelled name="Reference" text={shared.reference} />}
        </div>
      )}
      {shared === null && a && a.prompt !== '' && <Labelled name="Asked" text={a.prompt} />}
      <div className="sides">
        <SideColumn run={first} row={row} side={a} other={b} metric={metric} which="after" />
        <SideColumn run={second} row={row} side={b} other={a} metric={metric} which="before" />
      </div>
    </article>
  );
}

function Labelled({ name, text }: { readonly name: string; readonly text: string }): ReactNode {
  return (
    <div>
      <h4 dir="auto">{name}</h4>
      <pre dir="auto" tabIndex={0}>
        {text}
      </pre>
    </div>
  );
}

interface ColumnProps {
  readonly run: PickedRun;
  readonly row: PairedRow;
  /** `null` where the run does not have the row. */
  readonly side: Side | null | undefined;
  readonly other: Side | null | undefined;
  readonly metric: string;
  readonly which: 'before' | 'after';
}

function SideColumn({ run, row, side, other, metric, which }: ColumnProps): ReactNode {
  const rowAddress = `${addressOf(run)}/rows/${String(row.row)}${row.replicate === 0 ? '' : `?replicate=${String(row.replicate)}`}`;
  return (
    <section aria-label={`Answer of ${run.name}`} className={`side letter-${run.letter.toLowerCase()}`}>
      <h4>
        <Link href={run.run?.source === 'job' && run.run.step_index === null ? rowAddress : addressOf(run)}>
          <LetteredName of={run} />
        </Link>
      </h4>
      {side === undefined && <Loading />}
      {side === null && <p className="empty">This run does not have the row.</p>}
      {side && (
        <>
          <p className="side-score">
            <b>{numberText(side.scores[metric] ?? null)}</b> <small dir="auto">{metric}</small>
          </p>
          {side.error === null ? (
            <Answer side={side} other={other} which={which} />
          ) : (
            <div className="failed-side">
              <p className="bad-text" dir="auto">
                Failed: <code>{side.error.type}</code> {side.error.message}
              </p>
              {side.raw !== '' && <Labelled name="What the model answered" text={side.raw} />}
            </div>
          )}
          <Reasons side={side} />
          {side.prompt !== '' && (
            <details>
              <summary>Prompt</summary>
              <pre dir="auto" tabIndex={0}>
                {side.prompt}
              </pre>
            </details>
          )}
        </>
      )}
    </section>
  );
}

interface AnswerProps {
  readonly side: Side;
  readonly other: Side | null | undefined;
  readonly which: 'before' | 'after';
}

/** The second run is the earlier text: what the first one adds is marked in it, and what it leaves out is marked in the second. */
function Answer({ side, other, which }: AnswerProps): ReactNode {
  if (side.answer === '') return <p className="empty">An empty answer.</p>;
  if (!other || other.error !== null || other.answer === '') {
    return (
      <pre dir="auto" tabIndex={0}>
        {side.answer}
      </pre>
    );
  }
  const [before, after] = which === 'before' ? [side.answer, other.answer] : [other.answer, side.answer];
  return <WordDiff before={before} after={after} side={which} />;
}

function Reasons({ side: { reasons } }: { readonly side: Side }): ReactNode {
  if (reasons.length === 0) return null;
  return (
    <ul className="reasons">
      {reasons.map(({ metric, score, reason }, index) => (
        <li key={`${metric} ${String(index)}`} dir="auto">
          <b>
            <bdi>{metric}</bdi> {score === null ? '–' : numberText(score)}
          </b>
          {reason !== '' && `: ${reason}`}
        </li>
      ))}
    </ul>
  );
}
