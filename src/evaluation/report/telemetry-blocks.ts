import { countFigure, durationFigure } from './figure.ts';
import type { Latency, Telemetry } from './job-report.ts';
import { heading, paragraph, type ReportBlock, type Span } from './report-block.ts';

const EXACT = 'The percentiles are exact.';
const NEAR = 'The percentiles are right within 1 %: there are too many calls to keep each.';

/** What the program's model calls took; a judge's are not recorded. */
export function telemetryBlocks(telemetry: Telemetry): readonly ReportBlock[] {
  const { trials, without_tokens: unknown, latency } = telemetry;
  const title = heading(2, 'Telemetry');
  if (trials === 0 || latency === null) return [title, paragraph('No trial has telemetry.')];
  return [
    title,
    tokenTable(telemetry),
    ...(unknown === 0 ? [] : [paragraph(`The provider did not tell the tokens of ${countFigure(unknown)} trials.`)]),
    latencyTable(latency),
    paragraph(`Of the program’s successful trials. ${latency.is_exact ? EXACT : NEAR}`),
  ];
}

function tokenTable(telemetry: Telemetry): ReportBlock {
  const { input_tokens: input, output_tokens: output } = telemetry;
  const row = (name: string, tokens: number): Span[] => [name, countFigure(tokens), perTrial(tokens, telemetry)];
  return {
    kind: 'table',
    columns: [{ title: 'Tokens' }, { title: 'Total', isNumeric: true }, { title: 'A trial', isNumeric: true }],
    rows: [row('In', input), row('Out', output)],
  };
}

function latencyTable({ n, mean, p50, p95, max }: Latency): ReportBlock {
  const titles = ['Model calls', 'Mean', 'Median', '95th percentile', 'Longest'];
  return {
    kind: 'table',
    columns: titles.map((title) => ({ title, isNumeric: true })),
    rows: [[countFigure(n), ...[mean, p50, p95, max].map(durationFigure)]],
  };
}

function perTrial(tokens: number, { trials, without_tokens: unknown }: Telemetry): string {
  const known = trials - unknown;
  return known === 0 ? '–' : (tokens / known).toFixed(1);
}
