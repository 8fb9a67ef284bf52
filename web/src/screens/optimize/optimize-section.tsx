import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { Link } from 'wouter';
import { endSentence, verdictSentence } from '../../../../src/reports/holdout-sentence.ts';
import { selectionSentence } from '../../../../src/reports/selection-sentence.ts';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { useAddress } from '../../lib/address.ts';
import { scoreText, signedText } from '../../lib/format.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import './optimize.css';
import { StepDetails } from './step-details.tsx';
import { StepTable } from './step-table.tsx';
import { ALL_METRICS, metricsOf, searchedOf, type Step, TRAINING } from './steps.ts';
import { TrajectoryChart } from './trajectory-chart.tsx';

/** How often the steps are read anew while the search goes on. */
const LIVE_MS = 3_000;

interface Props {
  readonly manifest: Schemas['Manifest'];
  readonly isLive: boolean;
  /** How the search came out, once it has ended. */
  readonly summary: Schemas['Summary'] | null;
}

/** The course of a search: its steps, the best one, and one step whole with what it changed and why. */
export function OptimizeSection({ manifest, isLive, summary }: Props): ReactNode {
  const { job_id: jobId } = manifest;
  const { get, set } = useAddress();
  const { data, error, refetch } = useQuery({
    queryKey: ['job', jobId, 'steps', isLive],
    queryFn: ({ signal }) => dataOf(api.GET('/api/jobs/{job_id}/steps', { params: { path: { job_id: jobId } }, signal })),
    refetchInterval: isLive ? LIVE_MS : false,
    placeholderData: (before) => before,
  });
  const steps = useMemo(() => data?.steps ?? [], [data]);
  const asked = get('step');
  const chosen = steps.find(({ step_index: index }) => String(index) === asked);
  const best = steps.find(({ is_best: isBest }) => isBest);
  // Until it has ended, the rows below are those of the step under way.
  const shown = chosen ?? (isLive ? undefined : best) ?? steps.at(-1);
  const choose = useMemo(
    () => (index: number) => {
      set({ step: index });
    },
    [set],
  );
  useShortcuts(useMemo(() => stepKeys(steps, shown, choose), [steps, shown, choose]));

  if (error !== null) return <ProblemBox error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading what="Reading the steps" />;
  if (steps.length === 0) return <p className="under">The search has not begun its first step.</p>;
  const metrics = metricsOf(steps);
  const searched = searchedOf(steps);
  const hasTraining = steps.some(({ training_score: score }) => score !== null);
  const curve = [...metrics, ...(hasTraining ? [TRAINING] : [])].includes(get('curve'))
    ? get('curve')
    : metrics.length === 1
      ? (metrics[0] ?? ALL_METRICS)
      : ALL_METRICS;
  return (
    <section className="optimize" aria-labelledby="optimize-title">
      <h2 id="optimize-title">Search</h2>
      {summary !== null && <Outcome jobId={jobId} summary={summary} />}
      {best !== undefined && <Best jobId={jobId} best={best} steps={searched} isTested={searched.length < steps.length} />}
      {(metrics.length > 1 || hasTraining) && (
        <p>
          <label>
            Shown{' '}
            <select
              value={curve}
              onChange={(event) => {
                set({ curve: event.target.value === ALL_METRICS ? null : event.target.value });
              }}
            >
              <option value={ALL_METRICS}>the score: the mean of all metrics</option>
              {hasTraining && <option value={TRAINING}>the score on the training rows</option>}
              {metrics.map((metric) => (
                <option key={metric} value={metric}>
                  {metric}
                </option>
              ))}
            </select>
          </label>
        </p>
      )}
      <TrajectoryChart steps={searched} metric={curve} shown={shown?.step_index} onChoose={choose} />
      <StepTable steps={steps} metrics={metrics} shown={shown?.step_index} onChoose={choose} />
      {shown !== undefined && <StepDetails manifest={manifest} step={shown} steps={steps} />}
    </section>
  );
}

interface BestProps {
  readonly jobId: string;
  readonly best: Step;
  readonly steps: readonly Step[];
  /** Whether it was run on held-out rows. */
  readonly isTested: boolean;
}

interface OutcomeProps {
  readonly jobId: string;
  readonly summary: Schemas['Summary'];
}

/** What the held-out rows say, first, and why the search ended. */
function Outcome({ jobId, summary: { ended, holdout } }: OutcomeProps): ReactNode {
  const verdict = verdictSentence({ holdout });
  const end = endSentence(ended);
  const tests = holdout?.steps ?? null;
  return (
    <div className={holdout?.verdict === 'promoted' ? 'optimize-best promoted' : 'optimize-best'}>
      {verdict !== null && (
        <p>
          <b>{verdict}</b>
        </p>
      )}
      {tests !== null && (
        <div className="actions">
          <Link
            className="button main"
            href={`/compare?runs=${jobId}.${String(tests.best)},${jobId}.${String(tests.baseline)}`}
          >
            Compare on the held-out rows
          </Link>
        </div>
      )}
      {end !== null && <p className="notes">{end}</p>}
    </div>
  );
}

/** What the search found, and what to think of it. */
function Best({ jobId, best, steps, isTested }: BestProps): ReactNode {
  const scored = steps.filter(({ score }) => score !== null).length;
  if (best.step_index === 0) {
    return (
      <p>
        {scored === 1
          ? `The baseline scores ${scoreText(best.score)}.`
          : `No step scores more than the baseline, ${scoreText(best.score)}.`}
      </p>
    );
  }
  return (
    <div className="optimize-best">
      <p>
        <b>Step {best.step_index}</b> is the best of {scored}: <b>{scoreText(best.score)}</b>,{' '}
        {signedText(best.difference_to_baseline)} to the baseline.
      </p>
      <p className="notes">{selectionSentence(scored, isTested)}</p>
      <div className="actions">
        <Link className="button main" href={`/compare?runs=${best.run_id},${jobId}.0`}>
          Compare with the baseline
        </Link>
      </div>
    </div>
  );
}

function stepKeys(
  steps: readonly Step[],
  shown: Step | undefined,
  choose: (index: number) => void,
): Parameters<typeof useShortcuts>[0] {
  const at = steps.findIndex((step) => step === shown);
  const move = (by: number) => () => {
    const step = steps[at + by];
    if (step !== undefined) choose(step.step_index);
  };
  return [
    { keys: '[', does: 'The step before', run: move(-1) },
    { keys: ']', does: 'The step after', run: move(1) },
  ];
}
