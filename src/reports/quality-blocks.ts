import { histograms } from './charts.ts';
import { countFigure, rangeFigure, scoreFigure } from './figures.ts';
import type { JobReport, MetricQuality, Quality, ReportedNoise } from './job-report.ts';
import { JUDGE_TITLES, judgeFigures } from './judge-blocks.ts';
import { type Column, heading, numericColumn, paragraph, type ReportBlock, type Span } from './report-block.ts';

const NOISE =
  'Replicate noise is how much the score of one example varies when it is looked at again: the standard deviation within an ' +
  'example, pooled over examples, between its repeated trials and, for a judge, between repeated looks at one trial.';
const SPREAD =
  'Scores are normalized to 0 … 1, and each example counts once, by the mean of its trials. The interval is Wilson’s, by the effective number of examples; SD is the ' +
  'standard deviation between examples.';
const BY_LABELS =
  'People have labelled some of the samples. The mean that they would give is made of the metric’s scores of all samples and their labels, which must ' +
  'be of a random part of them; below 50 labels it is rough.';

/** The scores by metric, how they are spread, and how far they can be trusted. */
export function qualityBlocks(report: JobReport): readonly ReportBlock[] {
  const { metrics } = report.quality;
  const title = heading(2, 'Quality');
  if (metrics.length === 0)
    return [title, paragraph(report.job.kind === 'run' ? 'A run has no metrics.' : 'Nothing was scored.')];

  const noises = NOISE_COLUMNS.filter(([, noiseOf]) => metrics.some((metric) => noiseOf(metric) !== null));
  return [
    title,
    ...stepNote(report),
    qualityTable(report.quality, noises),
    ...distributionBlocks(metrics),
    paragraph({ note: `${SPREAD}${noises.length === 0 ? '' : ` ${NOISE}`}` }),
    ...labelledBlocks(report.quality),
  ];
}

type NoiseColumn = readonly [title: string, noiseOf: (metric: MetricQuality) => ReportedNoise | null];

const NOISE_COLUMNS: readonly NoiseColumn[] = [
  ['Noise between trials', ({ trial_noise: noise }) => noise],
  ['Noise between looks', ({ look_noise: noise }) => noise],
];

/** Columns of noise are there where something was repeated, and the mean over metrics where there are several. */
function qualityTable({ metrics, overall }: Quality, noises: readonly NoiseColumn[]): ReportBlock {
  const columns: readonly Column[] = [
    { title: 'Metric', isHeader: true },
    { title: 'Kind' },
    ...['Mean', '95 % interval', 'SD', 'Examples', ...noises.map(([title]) => title)].map(numericColumn),
  ];
  const overallRow: Span[] = [`Mean over ${overall?.n ?? 0} metrics`, '', { strong: scoreFigure(overall?.mean ?? null) }];
  const filled = [...overallRow, ...columns.slice(overallRow.length).map(() => '')];
  return {
    kind: 'table',
    look: 'cards',
    columns,
    rows: [...metrics.map((metric) => metricRow(metric, noises)), ...(metrics.length > 1 ? [filled] : [])],
  };
}

function metricRow(metric: MetricQuality, noises: readonly NoiseColumn[]): readonly Span[] {
  return [
    { code: metric.name },
    metric.kind === 'llm_judge' ? 'judge' : 'program',
    scoreFigure(metric.mean),
    rangeFigure(metric.interval),
    scoreFigure(metric.sd),
    countFigure(metric.n),
    ...noises.map(([, noiseOf]) => noiseFigure(noiseOf(metric))),
  ];
}

function noiseFigure(noise: ReportedNoise | null): string {
  return noise === null ? 'not repeated' : `${scoreFigure(noise.sd)} (df ${countFigure(noise.degrees_of_freedom)})`;
}

function distributionBlocks(metrics: readonly MetricQuality[]): readonly ReportBlock[] {
  const drawn = metrics.flatMap(({ name, n, distribution }) => (distribution === null ? [] : [{ name, n, ...distribution }]));
  return drawn.length === 0 ? [] : [{ kind: 'drawing', markup: histograms(drawn) }];
}

/** The means by human labels; nothing where there are none. */
function labelledBlocks({ by_human_labels: labelled }: Quality): readonly ReportBlock[] {
  if (labelled.length === 0) return [];
  const [, , ...figures] = JUDGE_TITLES;
  return [
    paragraph(BY_LABELS),
    {
      kind: 'table',
      columns: [{ title: 'Labels by people' }, { title: 'Metric' }, ...figures.map(numericColumn)],
      rows: labelled.map(({ labels, metric, ...judge }) => [labels, { code: metric }, ...judgeFigures(judge)]),
    },
  ];
}

/** An optimize job's quality is that of one step. */
function stepNote({ quality: { step_index: step }, trajectory }: JobReport): readonly ReportBlock[] {
  if (trajectory === null) return [];
  const isBest = trajectory.steps.some((known) => known.step_index === step && known.is_best);
  const name = step === 0 ? 'the baseline (step 0)' : `step ${step}`;
  return [paragraph(`Of ${name}, ${isBest ? 'the best that has ended' : 'as no step has a score yet'}.`)];
}
