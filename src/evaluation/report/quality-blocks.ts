import { countFigure, scoreFigure, spreadFigure } from './figure.ts';
import type { JobReport, MetricQuality, ReplicateNoise } from './job-report.ts';
import { heading, paragraph, type ReportBlock, type Span } from './report-block.ts';

const NOISE =
  'Replicate noise is how far the score of one and the same example scatters from look to look: the standard deviation within ' +
  'an example, pooled over examples, between its repeated trials and, for a judge, between repeated looks at one trial.';
const NO_NOISE =
  'Nothing was repeated, so there is no replicate noise to measure: repeats of the job or of a judge would show it.';
const SPREAD =
  'Scores are normalized to 0 … 1. The standard deviation is between examples, each counted once by the mean of its replicates.';

/** The scores by metric, and how far they can be trusted. */
export function qualityBlocks(report: JobReport): readonly ReportBlock[] {
  const { metrics, overall } = report.quality;
  const title = heading(2, 'Quality');
  if (metrics.length === 0)
    return [title, paragraph(report.job.kind === 'run' ? 'A run has no metrics.' : 'Nothing was scored.')];

  const count = overall?.n ?? 0;
  const overallRow: Span[] = [
    `Mean over ${count} ${count === 1 ? 'metric' : 'metrics'}`,
    '',
    { strong: scoreFigure(overall?.mean ?? null) },
    '',
    '',
    '',
  ];
  return [
    title,
    ...stepNote(report),
    {
      kind: 'table',
      columns: [
        { title: 'Metric' },
        { title: 'Kind' },
        { title: 'Mean ± SD', isNumeric: true },
        { title: 'Examples', isNumeric: true },
        { title: 'Noise between trials', isNumeric: true },
        { title: 'Noise between looks', isNumeric: true },
      ],
      rows: [...metrics.map(row), overallRow],
    },
    paragraph(`${SPREAD} ${metrics.some(isRepeated) ? NOISE : NO_NOISE}`),
  ];
}

/** An optimize job's quality is that of one step. */
function stepNote({ quality: { step_index: step }, trajectory }: JobReport): readonly ReportBlock[] {
  if (trajectory === null) return [];
  const isBest = trajectory.steps.some((known) => known.step_index === step && known.is_best);
  const name = step === 0 ? 'the baseline (step 0)' : `step ${step}`;
  return [paragraph(`Of ${name}, ${isBest ? 'the best that has ended' : 'as no step has a score yet'}.`)];
}

function row(metric: MetricQuality): readonly Span[] {
  return [
    { code: metric.name },
    metric.kind === 'llm_judge' ? 'judge' : 'program',
    spreadFigure(metric),
    countFigure(metric.n),
    noiseFigure(metric.trial_noise),
    noiseFigure(metric.look_noise),
  ];
}

function isRepeated({ trial_noise: trials, look_noise: looks }: MetricQuality): boolean {
  return trials !== null || looks !== null;
}

function noiseFigure(noise: ReplicateNoise | null): string {
  return noise === null ? '–' : `${scoreFigure(noise.sd)} (df ${countFigure(noise.degrees_of_freedom)})`;
}
