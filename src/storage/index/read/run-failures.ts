import { reasonNumber } from '../../../evaluation/failure-reason.ts';
import { NO_ANSWER } from '../../../evaluation/scoring.ts';
import { PositionSet } from './position-set.ts';
import { bytesOf, type RunColumns, viewOf } from './run-columns.ts';

/** What failed in a run, one after another in the order of its samples. */
export interface RunFailures {
  /** The positions of their samples. */
  readonly positions: Int32Array;
  /** The numbers of their metrics; -1 for a sample that failed itself. */
  readonly metrics: Int32Array;
  /** By `kindNames`: what kind of error their samples have. */
  readonly kinds: Int32Array;
  readonly kindNames: readonly string[];
  /** See `FailuresTable`. */
  readonly reasons: Float64Array;
}

/** Of scorings those alone that had an answer to score: of the others, the trial says it. */
const FAILURES =
  `SELECT f.pos, f.metric_no, f.reason, coalesce(s.error_kind, '') FROM failures AS f ` +
  `CROSS JOIN samples AS s ON s.run_no = f.run_no AND s.pos = f.pos ` +
  `WHERE f.run_no = ? AND (f.metric_no < 0 OR f.type <> '${NO_ANSWER}') ORDER BY f.pos, f.metric_no, f.look`;

/** The failures of a run, remembered like its other columns: their size is that of the failures, not of the run. */
export function runFailures(columns: RunColumns): RunFailures {
  let made: MadeFailures | undefined;
  const make = (): MadeFailures => (made ??= failuresFromRows(columns));
  const places = columns.column('failure places', true, () => bytesOf(Int32Array.from(make().places)));
  const reasons = columns.column('failure reasons', true, () => bytesOf(Float64Array.from(make().reasons)));
  const kinds = columns.column('failure kinds', true, () => Buffer.from(JSON.stringify(make().kindNames)));
  const all = new Int32Array(...viewOf(places, 4));
  const count = all.length / 3;
  return {
    positions: all.subarray(0, count),
    metrics: all.subarray(count, 2 * count),
    kinds: all.subarray(2 * count),
    kindNames: JSON.parse(Buffer.from(kinds).toString('utf8')) as string[],
    reasons: new Float64Array(...viewOf(reasons, 8)),
  };
}

/** The samples that failed for a reason, or of which a scoring did. */
export function reasonMatches(columns: RunColumns, key: string): PositionSet {
  const { positions, reasons } = runFailures(columns);
  return PositionSet.of(columns.size, matching(positions, reasons, reasonNumber(key)));
}

function* matching(positions: Int32Array, reasons: Float64Array, reason: number): Generator<number> {
  for (let at = reasons.indexOf(reason); at >= 0; at = reasons.indexOf(reason, at + 1)) yield positions[at] ?? -1;
}

interface MadeFailures {
  /** All positions, then all metrics, then all kinds. */
  readonly places: readonly number[];
  readonly reasons: readonly number[];
  readonly kindNames: readonly string[];
}

function failuresFromRows({ database, run: { runNo }, size }: RunColumns): MadeFailures {
  const positions: number[] = [];
  const metrics: number[] = [];
  const kinds: number[] = [];
  const reasons: number[] = [];
  const kindNumbers = new Map<string, number>();
  for (const [pos, metricNo, reason, kind] of database.values(FAILURES, runNo)) {
    if ((pos as number) >= size) continue;
    const kindNo = kindNumbers.get(kind as string) ?? kindNumbers.size;
    kindNumbers.set(kind as string, kindNo);
    positions.push(pos as number);
    metrics.push(metricNo as number);
    kinds.push(kindNo);
    reasons.push(reason as number);
  }
  return { places: positions.concat(metrics, kinds), reasons, kindNames: [...kindNumbers.keys()] };
}
