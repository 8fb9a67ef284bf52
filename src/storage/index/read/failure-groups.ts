import type { FailureGroup, ReasonCount, SampleAggregate } from '../../../domain/sample-query.ts';
import { failureReason } from '../../../evaluation/failure-reason.ts';
import type { PositionSet } from './position-set.ts';
import type { RunColumns } from './run-columns.ts';
import { type RunFailures, runFailures } from './run-failures.ts';

/** Reasons that are shown of a kind of error or a metric, the most frequent ones. */
const MOST_REASONS = 20;

/** Kinds and metrics whose reasons are shown; of further ones only the count. */
const MOST_GROUPS = 100;

/** Characters of a message that are shown. */
const EXAMPLE_LENGTH = 500;

type Groups = Pick<SampleAggregate, 'failures' | 'scoringFailures'>;

/** What failed among some samples, or (`null`) all, and why: samples by kind of error, scorings by metric. */
export function failureGroups(columns: RunColumns, among: PositionSet | null, metrics: readonly string[]): Groups {
  const failures = runFailures(columns);
  const byKind = new Map<number, Tally>();
  const byMetric = new Map<number, Tally>();
  for (let at = 0; at < failures.positions.length; at += 1) {
    if (among !== null && !among.has(failures.positions[at] ?? -1)) continue;
    const metricNo = failures.metrics[at] ?? -1;
    const [tallies, group] = metricNo < 0 ? [byKind, failures.kinds[at] ?? 0] : [byMetric, metricNo];
    let tally = tallies.get(group);
    if (tally === undefined) tallies.set(group, (tally = new Tally()));
    tally.add(failures.reasons[at] ?? 0, at);
  }
  const shown = (tallies: ReadonlyMap<number, Tally>, nameOf: (group: number) => string): NamedGroup[] =>
    Array.from(tallies, ([group, tally]) => ({ name: nameOf(group), tally }))
      .sort((a, b) => b.tally.count - a.tally.count || (a.name < b.name ? -1 : 1))
      .map(({ name, tally }, at) => ({ name, ...groupOf(columns, failures, tally, at < MOST_GROUPS) }));
  return {
    failures: shown(byKind, (kindNo) => failures.kindNames[kindNo] ?? '').map(({ name, ...group }) => ({
      errorKind: name,
      ...group,
    })),
    scoringFailures: shown(byMetric, (metricNo) => metrics[metricNo] ?? '').map(({ name, ...group }) => ({
      metric: name,
      ...group,
    })),
  };
}

interface NamedGroup extends FailureGroup {
  readonly name: string;
}

interface Counted {
  count: number;
  /** The first of them among the failures of the run. */
  readonly first: number;
}

/** Failures counted by reason. */
class Tally {
  count = 0;
  readonly #reasons = new Map<number, Counted>();

  add(reason: number, at: number): void {
    this.count += 1;
    const counted = this.#reasons.get(reason);
    if (counted === undefined) this.#reasons.set(reason, { count: 1, first: at });
    else counted.count += 1;
  }

  /** Equally frequent ones in the order of the samples. */
  commonest(count: number): readonly Counted[] {
    return [...this.#reasons.values()].sort((a, b) => b.count - a.count || a.first - b.first).slice(0, count);
  }
}

function groupOf(columns: RunColumns, failures: RunFailures, tally: Tally, hasReasons: boolean): FailureGroup {
  const commonest = hasReasons ? tally.commonest(MOST_REASONS) : [];
  return { count: tally.count, reasons: commonest.flatMap((counted) => reasonOf(columns, failures, counted) ?? []) };
}

const FIRST =
  'SELECT f.type, f.message, s.id, s."row", s.replicate FROM failures AS f ' +
  'CROSS JOIN samples AS s ON s.run_no = f.run_no AND s.pos = f.pos ' +
  'WHERE f.run_no = ? AND f.pos = ? AND f.metric_no = ? AND f.reason = ? ORDER BY f.look LIMIT 1';

function reasonOf(
  { database, run: { runNo } }: RunColumns,
  { positions, metrics, reasons }: RunFailures,
  { count, first }: Counted,
): ReasonCount | undefined {
  const found = database.statement(FIRST).get(runNo, positions[first] ?? -1, metrics[first] ?? -1, reasons[first] ?? 0) as
    FirstFailure | undefined;
  if (found === undefined) return undefined;
  const { type, message, id, row, replicate } = found;
  const example = message.length <= EXAMPLE_LENGTH ? message : `${message.slice(0, EXAMPLE_LENGTH).toWellFormed()}…`;
  return { ...failureReason({ type, message }), count, example, first: { id, row, replicate } };
}

interface FirstFailure {
  readonly type: string;
  readonly message: string;
  readonly id: string;
  readonly row: number;
  readonly replicate: number;
}
