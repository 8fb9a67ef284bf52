import type { SampleAggregate, SampleSlice } from '../../../domain/sample-query.ts';
import { aggregate, RunningAggregate } from '../../../evaluation/aggregate.ts';
import type { Aggregate } from '../../../evaluation/event.ts';
import { pathLabels } from './path-labels.ts';
import type { PositionSet } from './position-set.ts';
import type { RunColumns } from './run-columns.ts';
import { metricNames } from './run-metrics.ts';
import { samplesOfTags } from './sample-tags.ts';

/** Slices that are shown; of more, the largest. */
const MOST_SLICES = 100;

/** The samples of each tag, or of each value at a dot path; the largest first, and `null` for the samples that have none. */
export function sampleSlices(
  columns: RunColumns,
  among: PositionSet | null,
  sliceBy: string,
): Pick<SampleAggregate, 'slices' | 'moreSlices'> {
  const members = sliceBy === 'tags' ? tagMembers(columns, among) : pathMembers(columns, among, sliceBy);
  const largest = [...members]
    .sort(([a, left], [b, right]) => right.length - left.length || byName(a, b))
    .slice(0, MOST_SLICES);
  return { slices: slicesOf(columns, largest), moreSlices: members.size - largest.length };
}

function slicesOf(columns: RunColumns, members: readonly (readonly [string | null, Positions])[]): SampleSlice[] {
  const slices = members.map(([value, positions]) => ({ value, positions, metrics: [] as SampleSlice['metrics'][number][] }));
  const examples = columns.examples();
  for (const [metricNo, metric] of metricNames(columns.database, columns.run).entries()) {
    const scores = columns.scores(metricNo);
    for (const slice of slices) slice.metrics.push({ metric, ...meanOf(scores, slice.positions, examples) });
  }
  const isFailed = columns.numbers('is_failed');
  return slices.map(({ value, positions, metrics }) => ({
    value,
    samples: positions.length,
    failed: countWhere(positions, (pos) => isFailed[pos] === 1),
    metrics,
  }));
}

type Positions = ArrayLike<number> & Iterable<number>;
type Members<Of extends Positions = Positions> = Map<string | null, Of>;

function pathMembers(columns: RunColumns, among: PositionSet | null, path: string): Members {
  const { names, ofSample } = pathLabels(columns, path);
  const members: Members<number[]> = new Map();
  for (const [pos, name] of ofSample.entries()) if (among?.has(pos) ?? true) addMember(members, names[name] ?? null, pos);
  return members;
}

function tagMembers(columns: RunColumns, among: PositionSet | null): Members {
  const members: Members = new Map();
  const isTagged = new Uint8Array(columns.size);
  for (const [tag, tagged] of samplesOfTags(columns)) {
    for (const pos of tagged) isTagged[pos] = 1;
    const positions = among === null ? tagged : tagged.filter((pos) => among.has(pos));
    if (positions.length > 0) members.set(tag, positions);
  }
  const untagged: number[] = [];
  for (const [pos, has] of isTagged.entries()) if (has === 0 && (among?.has(pos) ?? true)) untagged.push(pos);
  if (untagged.length > 0) members.set(null, untagged);
  return members;
}

function addMember(members: Members<number[]>, value: string | null, pos: number): void {
  const positions = members.get(value);
  if (positions === undefined) members.set(value, [pos]);
  else positions.push(pos);
}

/** Over examples, each by the mean of its samples. */
function meanOf(scores: Float64Array, positions: Positions, examples: Int32Array | null): Aggregate {
  const single = new RunningAggregate();
  const ofExamples = new Map<number, { sum: number; count: number }>();
  for (const pos of positions) {
    const score = scores[pos] ?? NaN;
    if (Number.isNaN(score)) continue;
    if (examples === null) {
      single.add(score);
      continue;
    }
    const example = examples[pos] ?? 0;
    const known = ofExamples.get(example);
    if (known === undefined) {
      ofExamples.set(example, { sum: score, count: 1 });
    } else {
      known.sum += score;
      known.count += 1;
    }
  }
  if (examples === null) return single.aggregate;
  return aggregate(Array.from(ofExamples.values(), ({ sum, count }) => sum / count));
}

function countWhere(positions: Positions, isIn: (pos: number) => boolean): number {
  let count = 0;
  for (const pos of positions) if (isIn(pos)) count += 1;
  return count;
}

function byName(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
