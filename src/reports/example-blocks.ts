import type { TelemetryPayload, TrialPayload } from '../evaluation/event.ts';
import { cutText } from '../evaluation/visible-text.ts';
import { countFigure, scoreFigure } from './figures.ts';
import { gistOf, jsonText } from './gist.ts';
import type { JobReport, ListedExamples, MetricVerdict, ReportedExample, ReportedJob } from './job-report.ts';
import { fold, heading, paragraph, type ReportBlock, type Span } from './report-block.ts';
import { jobAddress, rowAddress, type ServerRoot } from './report-links.ts';

/** The first ones are shown with more of their texts than the others. */
const MOST_WHOLE = 20;
const TEXT_LENGTH = 4000;
const SHORT_LENGTH = 1000;
const REASON_LENGTH = 600;
const TYPE_LENGTH = 100;

/** Where the rows are shown, too. */
interface RowLinks {
  readonly root: string;
  readonly jobId: string;
  /** Of a search. */
  readonly stepIndex: number | null;
}

/** What all examples of a report share. */
interface Listing {
  readonly kind: ReportedJob['kind'];
  readonly links: RowLinks | null;
}

/** The examples, those that came out worst first, each with all that is known of it; at most so many. */
export function exampleBlocks(report: JobReport, most: number, root: ServerRoot): readonly ReportBlock[] {
  const { job, trajectory, quality, examples } = report;
  const title = heading(2, 'Examples');
  if (examples.listed.length === 0) return [title, paragraph('No example was tried, or the log no longer has them.')];
  const stepIndex = trajectory === null ? null : quality.step_index;
  const links = root === null ? null : { root, jobId: job.job_id, stepIndex };
  const listing = { kind: job.kind, links };
  const shown = examples.listed.slice(0, most);
  return [title, extent(examples, shown.length, listing), ...shown.map((example, at) => exampleFold(example, at, listing))];
}

function extent({ count, listed }: ListedExamples, shown: number, { kind, links }: Listing): ReportBlock {
  const isUnscored = listed.slice(0, shown).some(({ mean_score: score }) => score === null);
  const order =
    kind === 'run' ? 'those that failed first' : `the weakest first${isUnscored ? ', those without a score last' : ''}`;
  const what =
    shown < count
      ? `Of ${countFigure(count)} examples ${countFigure(shown)} are listed, ${order}.`
      : `All ${countFigure(count)} examples, ${order}.`;
  const where: Span[] =
    links === null
      ? []
      : [{ link: `All rows, to sort, filter and search`, href: jobAddress(links.root, links.jobId, links.stepIndex) }];
  return paragraph(what, ...where);
}

function exampleFold(example: ReportedExample, at: number, { kind, links }: Listing): ReportBlock {
  const { row, trials, trial, verdicts } = example;
  // Other writers may have left out anything.
  const { reference = null, inputs = {} } = (trial as Partial<TrialPayload>).example ?? {};
  const length = at < MOST_WHOLE ? TEXT_LENGTH : SHORT_LENGTH;
  const text = (value: unknown): ReportBlock => ({ kind: 'text', text: cutText(jsonText(value), length) });
  return {
    kind: 'fold',
    isOpen: at === 0,
    summary: [{ strong: scoreText(example, kind) }, { code: `row ${row}` }, gistOf(inputs), ...ending(trial)],
    blocks: [
      ...(trials > 1 ? [paragraph({ note: `The mean of ${trials} trials, of which the weakest is shown.` })] : []),
      ...verdictTable(verdicts),
      {
        kind: 'side-by-side',
        parts: [
          [heading(3, 'Inputs'), text(inputs)],
          ...(reference === null ? [] : [[heading(3, 'Reference'), text(reference)]]),
          outcome(trial, text),
        ],
      },
      ...prompt(trial, text),
      paragraph({ note: `Trial ${trial.trial_id}` }, ...rowLink(links, row)),
    ],
  };
}

function rowLink(links: RowLinks | null, row: number): readonly Span[] {
  if (links === null) return [];
  return [{ link: 'This row in the application', href: rowAddress(links.root, links.jobId, row, links.stepIndex) }];
}

/** A run has no scores. */
function scoreText({ mean_score: score, trial }: ReportedExample, kind: ReportedJob['kind']): string {
  if (kind === 'run') return trial.status === 'failed' ? 'failed' : 'done';
  return score === null ? 'no score' : scoreFigure(score);
}

/** How the trial came out, for the line that is folded. */
function ending({ status, output, error }: TrialPayload): readonly Span[] {
  return status === 'failed'
    ? [{ note: `failed: ${gistOf(error?.message ?? error?.type ?? 'an unknown error')}` }]
    : [{ note: `→ ${gistOf(output ?? null)}` }];
}

function verdictTable(verdicts: readonly MetricVerdict[]): readonly ReportBlock[] {
  if (verdicts.length === 0) return [];
  const looks = (name: string): number => verdicts.filter(({ metric }) => metric === name).length;
  const rows = verdicts.map((verdict) => verdictRow(verdict, looks(verdict.metric) > 1));
  const columns = [
    { title: 'Metric', isHeader: true },
    { title: 'Score', isNumeric: true },
    { title: 'Raw' },
    { title: 'Reason' },
  ];
  return [{ kind: 'table', look: 'cards', columns, rows }];
}

function verdictRow({ metric, replicate, score, error }: MetricVerdict, areRepeated: boolean): readonly Span[] {
  return [
    { code: areRepeated ? `${metric}, look ${replicate + 1}` : metric },
    score === null ? 'failed' : scoreFigure(score.normalized),
    score === null ? '' : { code: cutText(jsonText(score.raw), TYPE_LENGTH) },
    cutText(
      jsonText(score?.reason ?? `${error?.type ?? 'error'}: ${error?.message ?? 'no reason was recorded'}`),
      REASON_LENGTH,
    ),
  ];
}

type TextOf = (value: unknown) => ReportBlock;

function outcome({ status, output, error }: TrialPayload, text: TextOf): readonly ReportBlock[] {
  if (status !== 'failed') return [heading(3, 'Output'), text(output ?? null)];
  const type = cutText(jsonText(error?.type ?? 'an unknown error'), TYPE_LENGTH);
  return [heading(3, 'Failed with', { code: type }), text(error?.message ?? '')];
}

function prompt({ status, telemetry }: TrialPayload, text: TextOf): readonly ReportBlock[] {
  if (telemetry === undefined) return [];
  const { rendered_prompt: rendered = '', response } = telemetry as Partial<TelemetryPayload>;
  const content = typeof response?.content === 'string' ? response.content : '';
  return [
    ...(status === 'failed' && content !== '' ? [paragraph({ strong: 'What the model answered' }), text(content)] : []),
    fold('Rendered prompt', text(rendered)),
  ];
}
