import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { JobSpec } from '../domain/job-fields.ts';
import type { SearchParts } from '../domain/search-parts.ts';
import type { SearchPart } from '../evaluation/event.ts';
import type { DatasetRow } from '../evaluation/example.ts';
import type { StepRows } from '../evaluation/search-steps.ts';
import { trialId } from '../evaluation/trial-id.ts';
import { InvalidSplitError, type PartRequest, splitRows } from '../search/split.ts';
import { type DatasetIndex, indexDataset, readRows, readRowsAt } from './dataset-file.ts';
import { FieldError, namedFile, ProjectError, type ProjectFiles } from './project-files.ts';

/** The rows that a job names, in its order. */
export interface JobRows {
  readonly dataset: DatasetIndex;
  /** In messages. */
  readonly name: string;
  readonly read: () => AsyncIterable<DatasetRow>;
  /** How the dataset's rows are ordered; `null` where they stay in their order. */
  readonly order: Uint32Array | null;
}

/** The rows of a search, and of its test. */
export interface SearchRows {
  readonly rows: StepRows;
  readonly heldOut: StepRows | null;
  /** `null` where all rows are searched with alike. */
  readonly parts: SearchParts | null;
}

/** A dataset beside the one that the job names as its examples. */
interface OtherDataset {
  readonly index: DatasetIndex;
  readonly name: string;
  readonly identities: readonly string[];
}

/**
 * Divides the rows of a search as its spec asks. Rows of another dataset for selection are numbered after those of the examples; held-out rows
 * keep the numbers of their own. Throws a `FieldError`, or what reading a dataset throws.
 */
export async function searchRows(spec: JobSpec, files: ProjectFiles, job: JobRows): Promise<SearchRows> {
  const { holdout, selection, seed = 0 } = spec;
  if (holdout === undefined && selection === undefined) return { rows: { read: job.read }, heldOut: null, parts: null };
  const [forSelection, forHoldout] = [
    await otherDataset('selection', selection, files),
    await otherDataset('holdout', holdout, files),
  ];
  const identities = await identitiesOf(job.read());
  const split = splitOrFault({
    identities,
    selection: partRequest(selection, forSelection),
    holdout: partRequest(holdout, forHoldout),
    seed,
  });
  const { order } = job;
  const own = (rows: readonly number[]) => () =>
    readRowsAt(
      job.dataset,
      job.name,
      rows.map((row) => order?.[row] ?? row),
    );
  const read = {
    training: own(split.training),
    selection: split.selection && (forSelection === null ? own(split.selection) : after(job.dataset, forSelection)),
    holdout: split.holdout && (forHoldout === null ? own(split.holdout) : whole(forHoldout)),
  };
  const held = {
    training: identities,
    selection: forSelection?.identities ?? identities,
    holdout: forHoldout?.identities ?? identities,
  };
  return {
    rows: { read: joined(read.training, read.selection), ...partsOf(split.training, split.selection, order) },
    heldOut: read.holdout && { read: read.holdout, partOf: () => 'holdout' },
    parts: {
      training: split.training.length,
      selection: split.selection?.length ?? null,
      holdout: split.holdout?.length ?? null,
      sha256: splitSha256([
        contents(split.training, held.training),
        contents(split.selection ?? [], held.selection),
        contents(split.holdout ?? [], held.holdout),
      ]),
      holdoutDatasetSha256: forHoldout?.index.sha256 ?? null,
    },
  };
}

async function otherDataset(
  field: 'selection' | 'holdout',
  named: string | number | undefined,
  files: ProjectFiles,
): Promise<OtherDataset | null> {
  if (typeof named !== 'string') return null;
  try {
    const path = namedFile(files, 'dataset', named);
    const name = `${files.name}/data/${basename(path)}`;
    const index = await indexDataset(path, name);
    return { index, name, identities: await identitiesOf(readRows(index, name, index.rowCount)) };
  } catch (error) {
    throw error instanceof ProjectError ? new FieldError(field, error.message) : error;
  }
}

async function identitiesOf(rows: AsyncIterable<DatasetRow>): Promise<readonly string[]> {
  const identities: string[] = [];
  for await (const { identity } of rows) identities.push(trialId(identity, 0));
  return identities;
}

function partRequest(asked: string | number | undefined, other: OtherDataset | null): PartRequest | null {
  if (asked === undefined) return null;
  return typeof asked === 'number' ? asked : { dataset: asked, identities: other?.identities ?? [] };
}

function splitOrFault(request: Parameters<typeof splitRows>[0]): ReturnType<typeof splitRows> {
  try {
    return splitRows(request);
  } catch (error) {
    throw error instanceof InvalidSplitError ? new FieldError(error.part, error.message) : error;
  }
}

type Read = () => AsyncIterable<DatasetRow>;

function whole({ index, name }: OtherDataset): Read {
  return () => readRows(index, name, index.rowCount);
}

/** The rows of another dataset, numbered after those of this one. */
function after({ rowCount }: DatasetIndex, other: OtherDataset): Read {
  const read = whole(other);
  return async function* () {
    for await (const row of read()) yield { ...row, row: rowCount + row.row };
  };
}

function joined(first: Read, second: Read | null): Read {
  if (second === null) return first;
  return async function* () {
    yield* first();
    yield* second();
  };
}

function partsOf(
  training: readonly number[],
  selection: readonly number[] | null,
  order: Uint32Array | null,
): Pick<StepRows, 'partOf'> {
  if (selection === null) return {};
  const rows = new Set(training.map((row) => order?.[row] ?? row));
  return { partOf: (row): SearchPart => (rows.has(row) ? 'training' : 'selection') };
}

function contents(rows: readonly number[], identities: readonly string[]): readonly string[] {
  return rows.map((row) => identities[row] ?? '');
}

function splitSha256(parts: readonly (readonly string[])[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
