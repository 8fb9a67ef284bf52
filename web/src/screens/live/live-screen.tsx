import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { liveEndSentence, liveFigures, liveSentence, savingText } from '../../../../src/reports/live-sentences.ts';
import type { Schemas } from '../../api/client.ts';
import { useRefusal } from '../../api/me.ts';
import { ProblemError } from '../../api/problem.ts';
import { usePathParts } from '../../lib/exact-location.ts';
import { countText, shortId } from '../../lib/format.ts';
import { idListText } from '../../lib/id-list.ts';
import { Age } from '../../parts/age.tsx';
import { Fact } from '../../parts/fact.tsx';
import { CancelDialog } from '../../parts/jobs/cancel-dialog.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { ScreenHead } from '../../parts/screen-head.tsx';
import { StatusMark } from '../../parts/status-mark.tsx';
import { addressOf } from '../compare/picked-runs.tsx';
import { type PickedRun, usePickedRuns } from '../compare/use-comparison.ts';
import { Reconnecting } from '../job/reconnecting.tsx';
import { LiveChart } from './live-chart.tsx';
import './live.css';
import { useLiveComparison } from './use-live-comparison.ts';

type Comparison = Schemas['LiveComparison'];
type State = Schemas['LiveState'];

const NO_RUNS: readonly string[] = [];

/** A comparison of two runs while they are made: what is known by now, how that came about, and a way to stop. */
export function LiveScreen(): ReactNode {
  const { id } = usePathParts<{ id: string }>();
  const { comparison, states, isLost, error, retry } = useLiveComparison(id);
  const runs = usePickedRuns(comparison?.run_ids ?? NO_RUNS);
  if (comparison === undefined) {
    if (error === null) return <Loading what="Reading the comparison" />;
    return <NoComparison id={id} error={error} onRetry={retry} />;
  }
  const [candidate, baseline] = runs;
  const state = states.at(-1) ?? comparison.state;
  const title = `${candidate?.name ?? 'Candidate'} against ${baseline?.name ?? 'baseline'}`;
  return (
    <div className="live">
      <ScreenHead title={title} under={<Under comparison={comparison} />}>
        {comparison.status === 'ended' ? (
          <Link className="button" href={`/compare?runs=${idListText(comparison.run_ids)}`}>
            Compare in full
          </Link>
        ) : (
          <StopButton candidate={candidate} />
        )}
      </ScreenHead>
      <Reconnecting reason={isLost ? LOST : null} />
      <p className="verdict" role="status" dir="auto">
        {statusText(comparison, state)}
      </p>
      {state !== null && <Facts state={state} />}
      <Runs candidate={candidate} baseline={baseline} />
      <div className="live-metrics">
        {state?.metrics.map((found) => (
          <section key={found.metric} aria-label={found.metric}>
            <h2 dir="auto">{found.metric}</h2>
            <p dir="auto">{liveSentence(found, state, comparison.margin)}</p>
            <LiveChart
              states={states}
              metric={found.metric}
              margin={comparison.margin}
              words={`${found.metric}: ${liveFigures(found)} after ${countText(state.n)} rows`}
            />
            {state.n > 0 && found.verdict === 'inconclusive' && (
              <small>The {found.ahead === 'a' ? 'candidate' : 'baseline'} is ahead.</small>
            )}
            <Control control={found.control} />
          </section>
        ))}
      </div>
    </div>
  );
}

const LOST = new ProblemError('The stream was lost.', 0, []);

function statusText({ status, margin }: Comparison, state: State | null): string {
  if (state === null || (state.n === 0 && state.ended === null)) return 'No row has been scored in both runs yet.';
  const end = liveEndSentence(state);
  if (end !== null) return end;
  if (status === 'waiting') return 'A job of it was interrupted. The comparison goes on when that job does.';
  const open = state.metrics.filter(({ verdict }) => verdict === 'inconclusive').length;
  if (open > 0)
    return `${countText(state.metrics.length - open)} of ${countText(state.metrics.length)} metrics have a verdict.`;
  return margin === null ? 'Every metric has a verdict, and keeps it.' : 'Every metric has a verdict.';
}

function Facts({ state }: { readonly state: State }): ReactNode {
  const saving = savingText(state.saved);
  return (
    <>
      <progress aria-label="Rows compared" max={state.of} value={state.n} />
      <dl className="facts">
        <Fact name="rows compared" value={`${countText(state.n)} of ${countText(state.of)}`} />
        {saving !== null && <Fact name="saved" value={saving} />}
      </dl>
    </>
  );
}

function Under({ comparison }: { readonly comparison: Comparison }): ReactNode {
  const { status, alpha, margin, population, stop, max_samples: most, created_at: at, comparison_id: id } = comparison;
  return (
    <>
      <StatusMark status={status} /> · α = {alpha}
      {margin !== null && ` · margin ±${String(margin)}`}
      {population === 'new' && ' · about new rows of this kind'}
      {most !== null && ` · at most ${countText(most)} rows`}
      {stop && ' · ends the job with the verdict'} · begun <Age at={at} /> · <code title={id}>{shortId(id)}</code>
    </>
  );
}

interface Sides {
  readonly candidate: PickedRun | undefined;
  readonly baseline: PickedRun | undefined;
}

function Runs({ candidate, baseline }: Sides): ReactNode {
  const sides = [
    { what: 'Candidate', of: candidate },
    { what: 'Baseline', of: baseline },
  ];
  return (
    <ul className="live-runs">
      {sides.map(({ what, of }) => (
        <li key={what}>
          {what}: {of === undefined ? '–' : <RunLink picked={of} />}
        </li>
      ))}
    </ul>
  );
}

function RunLink({ picked }: { readonly picked: PickedRun }): ReactNode {
  const { id, name, run, error } = picked;
  if (error instanceof ProblemError && error.status === 404) return <>{shortId(id)}, which is gone</>;
  return (
    <>
      <Link href={addressOf(picked)}>
        <bdi>{name}</bdi>
      </Link>{' '}
      {run !== undefined && <StatusMark status={run.status} />}
    </>
  );
}

/** Runs that had ended before, whose scores make the interval narrower. */
function Control({ control }: { readonly control: Schemas['LiveMetric']['control'] }): ReactNode {
  const used = control.filter(({ weight }) => weight > 0);
  if (used.length === 0) return null;
  return (
    <details>
      <summary>Runs that make the interval narrower: {countText(used.length)}</summary>
      <ul>
        {used.map(({ run_id: id, weight }) => (
          <li key={id}>
            <Link href={`/runs/${id}`}>{shortId(id)}</Link>, weight {weight.toFixed(2)}
          </li>
        ))}
      </ul>
    </details>
  );
}

function StopButton({ candidate }: { readonly candidate: PickedRun | undefined }): ReactNode {
  const [isAsking, setIsAsking] = useState(false);
  const refusal = useRefusal('run');
  if (candidate?.run?.status !== 'in_progress') return null;
  return (
    <>
      <button
        type="button"
        disabled={refusal !== undefined}
        title={refusal}
        onClick={() => {
          setIsAsking(true);
        }}
      >
        Stop the candidate…
      </button>
      {isAsking && (
        <CancelDialog
          id={candidate.id}
          name={candidate.name}
          isQueued={false}
          completed={null}
          planned={null}
          onClose={() => {
            setIsAsking(false);
          }}
        />
      )}
    </>
  );
}

interface NoComparisonProps {
  readonly id: string;
  readonly error: Error;
  readonly onRetry: () => void;
}

function NoComparison({ id, error, onRetry }: NoComparisonProps): ReactNode {
  if (!(error instanceof ProblemError) || error.status !== 404) {
    return (
      <>
        <ScreenHead title={`Comparison ${shortId(id)}`} />
        <ProblemBox error={error} onRetry={onRetry} />
      </>
    );
  }
  return (
    <>
      <ScreenHead title="No such comparison" />
      <p>
        There is no comparison <code dir="auto">{id}</code>: it may have been deleted.{' '}
        <Link href="/compare">All comparisons</Link>
      </p>
    </>
  );
}
