import type { TelemetryPayload, TrialPayload } from '../evaluation/event.ts';
import { scoreFigure } from './figures.ts';
import type { MetricVerdict, ReportedJob, ReportedExample } from './job-report.ts';
import { fold, heading, paragraph, type ReportBlock, type Span } from './report-block.ts';
import { cutText } from '../evaluation/visible-text.ts';

const TEXT_LENGTH = 4000;

const REASON_LENGTH = 600;

const TYPE_LENGTH = 100;

/** The examples that came out worst, with all that is known of them. */
export function weakestBlocks({ kind }: ReportedJob, weakest: readonly ReportedExample[]): readonly ReportBlock[] {
  const title = heading(2, kind === 'run' ? 'Failed trials' : 'Weakest examples');
  if (weakest.length === 0) return [title, paragraph(kind === 'run' ? 'No trial failed.' : 'No example has a score.')];
  return [title, ...weakest.flatMap(exampleBlocks)];
}

function exampleBlocks({ mean_score: score, trials, trial, verdicts }: ReportedExample, index: number): readonly ReportBlock[] {
  // Other writers may have left out anything.
  const { reference = null, inputs = {} } = (trial as Partial<TrialPayload>).example ?? {};
  return [
    heading(
      3,
      `${index + 1}. Trial ${trial.trial_id}: ${scoreFigure(score)}${trials > 1 ? ` (mean of ${trials} trials, the weakest is shown)` : ''}`,
    ),
    ...verdictTable(verdicts),
    paragraph({ strong: 'Inputs' }),
    text(JSON.stringify(inputs, null, 2)),
    ...outcome(trial),
    ...(reference === null ? [] : [paragraph({ strong: 'Reference' }), text(jsonText(reference))]),
    ...prompt(trial),
  ];
}

function verdictTable(verdicts: readonly MetricVerdict[]): readonly ReportBlock[] {
  if (verdicts.length === 0) return [];
  const looks = (name: string): number => verdicts.filter(({ metric }) => metric === name).length;
  const rows = verdicts.map((verdict) => verdictRow(verdict, looks(verdict.metric) > 1));
  const columns = [{ title: 'Metric' }, { title: 'Score', isNumeric: true }, { title: 'Raw' }, { title: 'Reason' }];
  return [{ kind: 'table', columns, rows }];
}

function text(value: unknown): ReportBlock {
  return { kind: 'text', text: cutText(jsonText(value), TEXT_LENGTH) };
}

function outcome({ status, output, error }: TrialPayload): readonly ReportBlock[] {
  return status === 'failed'
    ? [
        paragraph({ strong: 'Failed with ' }, { code: cutText(jsonText(error?.type ?? 'an unknown error'), TYPE_LENGTH) }),
        text(error?.message ?? ''),
      ]
    : [paragraph({ strong: 'Output' }), text(jsonText(output ?? null))];
}

function jsonText(value: unknown): string {
  const json = JSON.stringify(value, null, 2) as string | undefined;
  return typeof value === 'string' ? value : (json ?? 'nothing');
}

function prompt({ status, telemetry }: TrialPayload): readonly ReportBlock[] {
  if (telemetry === undefined) return [];
  const { rendered_prompt: rendered = '', response } = telemetry as Partial<TelemetryPayload>;
  const content = typeof response?.content === 'string' ? response.content : '';
  return [
    ...(status === 'failed' && content !== '' ? [paragraph({ strong: 'What the model answered' }), text(content)] : []),
    fold('Rendered prompt', text(rendered)),
  ];
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
