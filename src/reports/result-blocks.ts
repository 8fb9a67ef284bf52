import { rangeFigure, countFigure, dollarFigure, durationFigure, rateFigure, scoreFigure, shareFigure } from './figures.ts';
import type { HoldoutOutcome } from '../evaluation/summary.ts';
import { endSentence, verdictSentence } from './holdout-sentence.ts';
import { sumIfKnown } from '../evaluation/call-totals.ts';
import type { JobReport, ReportedJob, ReportedTrajectory } from './job-report.ts';
import { heading, paragraph, type Figure, type ReportBlock } from './report-block.ts';
import { comparisonAddress, jobAddress, listAddress, liveComparisonAddress, type ServerRoot } from './report-links.ts';
import { cutText } from '../evaluation/visible-text.ts';
import { runIdOf } from '../domain/run-of-job.ts';

const ERROR_LENGTH = 2000;

/** What comes first: the name, how it came out, in one line, and what is to be known of a job that is not done. */
export function resultBlocks(report: JobReport, root: ServerRoot): readonly ReportBlock[] {
  const { job } = report;
  return [
    ...(root === null ? [] : [linksBlock(report, root)]),
    heading(1, job.name),
    { kind: 'figures', figures: resultFigures(report) },
    ...searchBlocks(report),
    paragraph({ note: whatWasDone(job) }),
    ...(job.is_settled ? [] : [paragraph({ strong: progressText(report) })]),
    ...(job.is_settled && job.status !== 'done'
      ? [paragraph({ strong: `This job ended early (${earlyText(job)}).` }, ' The report covers what it did until then.')]
      : []),
    ...(comparisonOf(job) === null
      ? []
      : [paragraph({ strong: `This job ended with its verdict: ${job.stopped_because ?? ''}.` })]),
    ...(job.error === null ? [] : [{ kind: 'text' as const, text: cutText(job.error, ERROR_LENGTH) }]),
  ];
}

/** The id of the live comparison whose verdict ended the job; `null` where none did. */
function comparisonOf({ stopped }: ReportedJob): string | null {
  const id = stopped?.['reason'] === 'decided' ? stopped['comparison_id'] : null;
  return typeof id === 'string' ? id : null;
}

/** How a search came out, in words. */
function searchBlocks({ search }: JobReport): readonly ReportBlock[] {
  if (search === null) return [];
  const [verdict, end] = [verdictSentence(search), endSentence(search.ended)];
  return [...(verdict === null ? [] : [paragraph({ strong: verdict })]), ...(end === null ? [] : [paragraph(end)])];
}

function linksBlock({ job, quality, trajectory, search }: JobReport, root: string): ReportBlock {
  const { job_id: jobId } = job;
  const step = quality.step_index;
  const comparison = comparisonOf(job);
  const { baseline: first, best: second } = search?.holdout?.steps ?? { baseline: 0, best: step };
  const [baseline, best] = [first, second].map((stepIndex) => runIdOf({ jobId, stepIndex }));
  const compared = trajectory === null ? [runIdOf({ jobId, stepIndex: null })] : step === 0 ? [] : [best ?? '', baseline ?? ''];
  const title = trajectory === null ? 'Compare with another run' : 'Compare the best step with the baseline';
  return {
    kind: 'links',
    links: [
      { link: 'All runs', href: listAddress(root) },
      { link: 'This job, live and row by row', href: jobAddress(root, jobId) },
      ...(comparison === null ? [] : [{ link: 'The comparison that ended it', href: liveComparisonAddress(root, comparison) }]),
      ...(compared.length === 0 ? [] : [{ link: title, href: comparisonAddress(root, compared) }]),
      { link: 'Save as a file', href: '?download=true' },
    ],
  };
}

function resultFigures(report: JobReport): readonly Figure[] {
  const { job, reliability, search } = report;
  const holdout = search?.holdout ?? null;
  const { trials, failed_trials: failed } = reliability;
  const { seconds } = job;
  const cost = costOf(report);
  return [
    { title: 'Status', value: job.status, look: lookOf(job) },
    ...(holdout === null ? [] : verdictFigures(holdout)),
    ...scoreFigures(report),
    {
      title: 'Failed',
      value: `${countFigure(failed)} of ${countFigure(trials)} trials`,
      note: trials === 0 || failed === 0 ? undefined : rateFigure(failed / trials),
      look: failed > 0 ? 'bad' : undefined,
    },
    ...(seconds === null ? [] : [{ title: job.was_resumed ? 'At work' : 'Duration', value: durationFigure(seconds) }]),
    ...(cost === undefined ? [] : [{ title: 'Cost', value: cost === null ? 'not known' : dollarFigure(cost) }]),
  ];
}

/** The score on held-out rows, which is the one to believe, comes before that of the search. */
function verdictFigures({ verdict, best, best_step: step, rows }: HoldoutOutcome): readonly Figure[] {
  return [
    { title: 'Verdict', value: verdict, look: verdict === 'promoted' ? 'good' : undefined },
    ...(best === null
      ? []
      : [{ title: 'Held-out score', value: scoreFigure(best), note: `step ${step}, ${countFigure(rows)} rows` }]),
  ];
}

function lookOf({ status, is_settled: isSettled }: ReportedJob): Figure['look'] {
  if (!isSettled) return undefined;
  return status === 'done' ? 'good' : 'bad';
}

/** Of one metric its mean with the interval, of more of them the mean over all, which has none. */
function scoreFigures({ quality: { metrics, overall, step_index: step }, trajectory, search }: JobReport): readonly Figure[] {
  const [metric, second] = metrics;
  if (metric === undefined) return [];
  const mean = second === undefined ? metric.mean : (overall?.mean ?? null);
  const range = second === undefined && metric.interval !== null ? `95 % interval ${rangeFigure(metric.interval)}` : null;
  const over = second === undefined ? null : `mean over ${countFigure(overall?.n ?? 0)} metrics`;
  const notes = [trajectory === null ? null : stepText(step, trajectory), over, range];
  const note = notes.filter((part) => part !== null).join(', ');
  return [
    {
      title: search?.holdout ? 'Score in the search' : 'Score',
      value: mean === null ? 'none' : scoreFigure(mean),
      note: note === '' ? undefined : note,
    },
  ];
}

function stepText(step: number, { steps }: ReportedTrajectory): string {
  const name = step === 0 ? 'the baseline' : `step ${step}`;
  const scored = steps.filter(({ score, holdout_of: of }) => score !== null && of === null).length;
  return scored > 1 ? `${name}, the best of ${scored}` : name;
}

/** `undefined` where no model was asked, `null` where it is not known. */
function costOf({ telemetry: { programs, judges, proposer } }: JobReport): number | null | undefined {
  const asked = [programs, judges, proposer].filter(({ calls }) => calls > 0);
  if (asked.length === 0) return undefined;
  return asked.reduce<number | null>((sum, { cost_usd: cost }) => sumIfKnown(sum, cost), 0);
}

const KINDS = { run: 'Run', evaluate: 'Evaluate', optimize: 'Optimize' } as const;

function whatWasDone({ kind, project, program, prompt, examples, model }: ReportedJob): string {
  return `${KINDS[kind]}: ${project}.${program} with the prompt ${prompt}, on ${examples}, by ${model}.`;
}

function earlyText({ status, stopped_because: because }: ReportedJob): string {
  return because === null ? status : `${status}: ${because}`;
}

/** A plan is a step's, so of an optimize job the number alone says nothing. */
function progressText({ job, reliability }: JobReport): string {
  const { planned_trials: planned, kind, status } = job;
  const done = reliability.trials;
  const far = planned === null || kind === 'optimize' ? `${done} trials` : `${shareFigure(done, planned)} trials`;
  return `This job is ${status}. The report covers it so far: ${far}.`;
}
