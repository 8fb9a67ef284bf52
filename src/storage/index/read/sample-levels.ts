import { UnusableRequestError } from '../../../domain/errors.ts';
import type { SlicingField } from '../../../domain/run-store.ts';
import { textList, textListBytes } from '../../../domain/text-list.ts';
import type { SampleLevels } from '../../../statistics/scored-run.ts';
import { pathLabels } from './path-labels.ts';
import { bytesOf, exampleCount, type RunColumns, viewOf } from './run-columns.ts';
import { samplesOfTags } from './sample-tags.ts';

/**
 * The levels of the examples of runs in a field: those of an example's first sample that has any. Tags are read from the index alone; a path
 * is looked up in all texts the first time. Throws `unusable_request` where the runs have more levels than `most`.
 */
export function sampleLevels(runs: readonly RunColumns[], { by, most }: SlicingField): SampleLevels[] {
  const found = runs.map((columns) => levelsOfExamples(columns, by === 'tags' ? tagSets(columns) : labelSets(columns, by)));
  const levels = new Set<string>();
  for (const { sets } of found) for (const set of sets) for (const level of set) levels.add(level);
  if (levels.size <= most) return found;
  throw new UnusableRequestError(
    `${JSON.stringify(by)} has ${levels.size} levels; one comparison takes at most ${most}. Slice by a field with fewer.`,
  );
}

function levelsOfExamples(columns: RunColumns, { sets, ofSample }: SampleLevels): SampleLevels {
  const { rows } = columns.compared();
  const ofExample = new Int32Array(exampleCount(rows)).fill(-1);
  for (const [pos, row] of rows.entries()) if ((ofExample[row] ?? -1) < 0) ofExample[row] = ofSample[pos] ?? -1;
  return { sets, ofSample: ofExample };
}

function labelSets(columns: RunColumns, path: string): SampleLevels {
  const { names, ofSample } = pathLabels(columns, path);
  return { sets: names.map((name) => [name]), ofSample };
}

/** The tags of each sample, as they were once read. */
function tagSets(columns: RunColumns): SampleLevels {
  let made: SampleLevels | undefined;
  const make = (): SampleLevels => (made ??= grownTagSets(columns));
  const ofSample = columns.column('tag sets of samples', true, () => bytesOf(make().ofSample));
  const sets = columns.column('tag sets', true, () => textListBytes(make().sets.map((set) => JSON.stringify(set))));
  return {
    sets: textList<string>(sets).map((set) => JSON.parse(set) as readonly string[]),
    ofSample: new Int32Array(...viewOf(ofSample, 4)),
  };
}

/** The set of each sample grows by one tag at a time. */
function grownTagSets(columns: RunColumns): SampleLevels {
  const sets: (readonly string[])[] = [];
  const ofSample = new Int32Array(columns.size).fill(-1);
  for (const [tag, positions] of samplesOfTags(columns)) {
    const grown = new Map<number, number>();
    for (const pos of positions) {
      const before = ofSample[pos] ?? -1;
      const known = grown.get(before) ?? sets.push([...(sets[before] ?? []), tag]) - 1;
      grown.set(before, known);
      ofSample[pos] = known;
    }
  }
  return { sets, ofSample };
}
