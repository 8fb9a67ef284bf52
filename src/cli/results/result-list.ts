import type { JobStatus } from '../../domain/job.ts';
import type { RunStatus } from '../../domain/run.ts';
import { rangeFigure } from '../../reports/figures.ts';
import type { ResultDto } from '../../runs/results.dto.ts';
import { scoreText } from '../step-lines.ts';
import { type Cell, type CellStyle, type Column, tableText } from '../table.ts';
import type { Look } from '../terminal.ts';

const INTERVAL: Column = { head: '95 % interval', isOptional: true };
const FAILED: Column = { head: 'failed', align: 'right' };

/** Jobs and runs as a list: state, name, score with its interval, age, and the id to name them by. `now` in milliseconds. */
export function resultList(results: readonly ResultDto[], now: number, look: Look): string {
  const hasIntervals = results.some(({ metrics }) => intervalOf(metrics) !== null);
  const hasFailures = results.some(({ failed_samples: failed }) => failed > 0);
  const columns: readonly Column[] = [
    { head: 'status' },
    { head: 'kind', isOptional: true },
    { head: 'name', least: 12 },
    { head: 'score' },
    ...(hasIntervals ? [INTERVAL] : []),
    ...(hasFailures ? [FAILED] : []),
    { head: 'age', align: 'right', isOptional: true },
    { head: 'id', least: 10 },
  ];
  const rows = results.map((result): Cell[] => [
    statusCell(result),
    result.kind,
    result.name,
    scoreOf(result),
    ...(hasIntervals ? [intervalCell(result)] : []),
    ...(hasFailures ? [failedCell(result)] : []),
    result.started_at === null ? '' : ageText(now - Date.parse(result.started_at)),
    shortId(result.run_id ?? result.id),
  ]);
  return tableText(columns, rows, look);
}

/** Of what runs, how much of it is done. */
function statusCell({ status, completed, planned }: ResultDto): Cell {
  const share = status === 'running' && completed !== null && planned !== null && planned > 0 ? completed / planned : null;
  const text = share === null ? status : `${status} ${String(Math.floor(Math.min(1, share) * 100))} %`;
  const style = statusStyle(status);
  return style === undefined ? text : { text, style };
}

/** How the state of a job or a run is coloured. */
export function statusStyle(status: JobStatus | RunStatus | ''): CellStyle | undefined {
  switch (status) {
    case 'running':
    case 'in_progress':
      return 'bold';
    case 'error':
    case 'failed':
      return 'red';
    case 'cancelled':
    case 'interrupted':
      return 'yellow';
    case 'queued':
    case 'done':
    case 'completed':
    case '':
      return undefined;
  }
}

/** The mean; of several metrics the mean of their means, and how many they are. */
function scoreOf({ metrics }: Pick<ResultDto, 'metrics'>): string {
  const found = Object.values(metrics);
  const [first] = found;
  if (first === undefined) return '–';
  if (found.length > 1) {
    const mean = found.reduce((sum, metric) => sum + metric.mean, 0) / found.length;
    return `${scoreText(mean)} (of ${String(found.length)})`;
  }
  return scoreText(first.mean);
}

function intervalCell({ metrics }: Pick<ResultDto, 'metrics'>): string {
  const interval = intervalOf(metrics);
  return interval === null ? '' : rangeFigure(interval);
}

/** Of a single metric; the mean over several has none. */
function intervalOf(metrics: ResultDto['metrics']): readonly [number, number] | null {
  const [first, second] = Object.values(metrics);
  return first === undefined || second !== undefined ? null : first.interval;
}

function failedCell({ failed_samples: failed }: ResultDto): Cell {
  return failed === 0 ? '' : { text: String(failed), style: 'red' };
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** `12 s`, `3 min`, `5 h`, `12 d`. */
export function ageText(milliseconds: number): string {
  for (const [unit, size] of UNITS) if (milliseconds >= size) return `${String(Math.floor(milliseconds / size))} ${unit}`;
  return `${String(Math.max(0, Math.floor(milliseconds / 1_000)))} s`;
}

const UUID = /^([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(\.\d+)?$/;

/** The beginning of a job's id, with the step where it is one; any other id whole. */
export function shortId(id: string): string {
  return id.replace(UUID, '$1$2');
}
