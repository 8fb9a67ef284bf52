import { seededOrder } from '../statistics/seeded-order.ts';

/** With fewer distinct held-out rows no result is significant at .05: 2⁻⁴ is more, 2⁻⁵ less. */
export const LEAST_HOLDOUT = 5;

/** Which rows a part gets: a share of the dataset's, between 0 and 1, or all of another dataset, told by their identities. */
export type PartRequest = number | { readonly dataset: string; readonly identities: readonly string[] };

export interface SplitRequest {
  /** Of the dataset's rows, in its order: what they hold, as `DatasetRow` has it. */
  readonly identities: readonly string[];
  /** `null` for none. */
  readonly selection: PartRequest | null;
  readonly holdout: PartRequest | null;
  readonly seed: number;
}

/**
 * What each part of a search gets: numbers of rows, ascending, of the dataset, or of the part's own dataset where it was given one. `null` where a part was not asked for.
 */
export interface Split {
  readonly training: readonly number[];
  readonly selection: readonly number[] | null;
  readonly holdout: readonly number[] | null;
}

/** The rows can't be split as asked; the message says why, and what to do. `part` is the field at fault. */
export class InvalidSplitError extends Error {
  override readonly name = 'InvalidSplitError';
  readonly part: 'selection' | 'holdout';

  constructor(part: 'selection' | 'holdout', message: string) {
    super(message);
    this.part = part;
  }
}

/**
 * Divides the rows of a dataset into what a proposer may see (training), what candidates are chosen by (selection), and what nobody sees
 * before the end (holdout): statistics.md §36. The seed alone decides which rows go where; rows that are equal go together, so that a
 * part may have a few fewer than its share. Throws an `InvalidSplitError` where a part would be empty or too small, or two parts have a row in common.
 *
 * @example splitRows({ identities, selection: 0.3, holdout: 0.3, seed: 1 }).holdout // [2, 5, …]
 */
export function splitRows({ identities, selection, holdout, seed }: SplitRequest): Split {
  const [ofSelection, ofHoldout] = [roomFor(selection, identities.length), roomFor(holdout, identities.length)];
  checkShares({ selection, holdout }, identities.length);
  const parts: Record<'training' | 'selection' | 'holdout', number[]> = { training: [], selection: [], holdout: [] };
  for (const group of groupsInOrder(identities, seed)) {
    const fits = (part: number[], room: number): boolean => part.length + group.length <= room;
    if (fits(parts.holdout, ofHoldout)) parts.holdout.push(...group);
    else if (fits(parts.selection, ofSelection)) parts.selection.push(...group);
    else parts.training.push(...group);
  }
  const split: Split = {
    training: ascending(parts.training),
    selection: partOf(selection, parts.selection),
    holdout: partOf(holdout, parts.holdout),
  };
  checkParts(split, { identities, selection, holdout, seed });
  return split;
}

function roomFor(request: PartRequest | null, rows: number): number {
  return typeof request === 'number' ? Math.round(request * rows) : 0;
}

function partOf(request: PartRequest | null, taken: readonly number[]): readonly number[] | null {
  if (request === null) return null;
  return typeof request === 'number' ? ascending(taken) : [...request.identities.keys()];
}

/** Rows that are equal, together, in an order that the seed decides. */
function groupsInOrder(identities: readonly string[], seed: number): readonly (readonly number[])[] {
  const groups = [...Map.groupBy(identities.keys(), (row) => identities[row]).values()];
  return Array.from(seededOrder(groups.length, seed), (at) => groups[at] ?? []);
}

function ascending(rows: readonly number[]): readonly number[] {
  return rows.toSorted((a, b) => a - b);
}

function checkShares({ selection, holdout }: Pick<SplitRequest, 'selection' | 'holdout'>, rows: number): void {
  const [forSelection, forHoldout] = [selection, holdout].map((part) => (typeof part === 'number' ? part : 0)) as [
    number,
    number,
  ];
  if (forSelection + forHoldout < 1) return;
  const parts = forSelection === 0 ? `holdout (${forHoldout})` : `selection (${forSelection}) and holdout (${forHoldout})`;
  const what = `${parts} take${forSelection === 0 ? 's' : ''} all of the ${counted(rows)}, and none is left to search with`;
  throw new InvalidSplitError(
    forHoldout > 0 ? 'holdout' : 'selection',
    `${what}: name smaller shares, or another dataset for one of them`,
  );
}

function checkParts({ training, selection, holdout }: Split, request: SplitRequest): void {
  const { identities } = request;
  const [ofSelection, ofHoldout] = [
    contents(selection, request.selection, identities),
    contents(holdout, request.holdout, identities),
  ];
  const remedy = 'take a dataset with more distinct rows, or name other shares';
  if (ofHoldout !== null && ofHoldout.size < LEAST_HOLDOUT) {
    throw new InvalidSplitError(
      'holdout',
      `the held-out part has ${counted(ofHoldout.size, 'distinct row')}, and below ${LEAST_HOLDOUT} nothing can be shown to be better: ${remedy}`,
    );
  }
  if (ofSelection?.size === 0)
    throw new InvalidSplitError('selection', `no row of the ${counted(identities.length)} is left for selection: ${remedy}`);
  if (training.length === 0) {
    throw new InvalidSplitError(
      request.holdout === null ? 'selection' : 'holdout',
      `no row of the ${counted(identities.length)} is left for training: ${remedy}`,
    );
  }
  const ofTraining = new Set(training.map((row) => identities[row]));
  if (ofSelection !== null) checkApart('selection', request.selection, ofSelection, ofTraining, 'the training rows');
  if (ofHoldout === null) return;
  checkApart('holdout', request.holdout, ofHoldout, ofTraining, 'the rows that are searched with');
  if (ofSelection !== null) checkApart('holdout', request.holdout, ofHoldout, ofSelection, 'the selection rows');
}

function contents(
  part: readonly number[] | null,
  request: PartRequest | null,
  identities: readonly string[],
): ReadonlySet<string | undefined> | null {
  if (part === null || request === null) return null;
  const rows = typeof request === 'number' ? identities : request.identities;
  return new Set(part.map((row) => rows[row]));
}

function checkApart(
  part: 'selection' | 'holdout',
  request: PartRequest | null,
  rows: ReadonlySet<string | undefined>,
  others: ReadonlySet<string | undefined>,
  what: string,
): void {
  const size = [...rows].filter((row) => others.has(row)).length;
  if (size === 0) return;
  const source = typeof request === 'object' && request !== null ? `the dataset ${request.dataset}` : 'the dataset';
  throw new InvalidSplitError(
    part,
    `${counted(size, 'distinct row')} of ${source} ${size === 1 ? 'is' : 'are'} also among ${what}: take them out of one of the two`,
  );
}

function counted(count: number, noun = 'row'): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
