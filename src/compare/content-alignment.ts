import { hash } from 'node:crypto';
import type { ComparedPlace, ComparedRun } from '../domain/run-store.ts';
import type { Run } from '../domain/run.ts';
import type { ScoredColumns } from '../domain/scored-columns.ts';
import { textList, textListBytes } from '../domain/text-list.ts';
import { byCodeUnit, idTally, type RepeatedScores, type SampleLevels } from '../statistics/scored-run.ts';

/** A run whose samples have hashes of what was asked in place of their ids. */
export interface ContentRun extends ComparedRun {
  /** For each row the row that it was before. */
  readonly order: Int32Array;
  /** Where a sample is under its own id. */
  readonly ownPlace: (place: ComparedPlace) => ComparedPlace | undefined;
}

/** Harnesses that give a question the same id as Assay does. */
const OWN = new Set(['assay', 'promptuna']);

/**
 * Whether ids of these runs don't say which samples are the same: they come from different harnesses, or tasks of one, or two of them have no
 * id in common.
 */
export function haveForeignIds(runs: readonly ComparedRun[]): boolean {
  if (runs.every(({ run }) => run.source !== 'import')) return false;
  if (new Set(runs.map(({ run }) => sourceOf(run))).size > 1) return true;
  if (new Set(runs.map(({ columns }) => columns.digest)).size === 1) return false;
  const ids = runs.map(({ columns }) => new Set(textList<string>(columns.ids)));
  return hasStrangers(ids);
}

/** Whether two of the sets have nothing in common. */
function hasStrangers(sets: readonly ReadonlySet<string>[]): boolean {
  return sets.some((own, at) => sets.slice(at + 1).some((others) => own.values().every((item) => !others.has(item))));
}

function sourceOf({ source, metadata: { harness, task } }: Run): string {
  if (source !== 'import' || typeof harness !== 'string' || OWN.has(harness)) return 'assay';
  return JSON.stringify([harness, task ?? null]);
}

/**
 * The same runs by what was asked, of which `contents` have the inputs as their clusters; `undefined` where inputs of a run are not known, or
 * two of them were asked nothing in common.
 */
export function alignedByContent(
  runs: readonly ComparedRun[],
  contents: readonly ComparedRun[],
): readonly ContentRun[] | undefined {
  const keys = contents.map(({ columns }) => columns.clusters && textList<string | null>(columns.clusters).map(contentKey));
  const known = keys.flatMap((own) => (own === null || own.every((key) => key === null) ? [] : [own]));
  if (known.length < runs.length) return undefined;
  const sets = known.map((own) => new Set(own.filter((key) => key !== null)));
  if (hasStrangers(sets)) return undefined;
  return runs.map((run, at) => byContent(run, known[at] ?? []));
}

function byContent({ run, columns }: ComparedRun, keys: readonly (string | null)[]): ContentRun {
  const own = textList<string>(columns.ids);
  // What was not asked anything that is known stays a sample of this run alone.
  const ids = own.map((id, row) => keys[row] ?? `${run.runId}:${id}`);
  const order = Int32Array.from([...ids.keys()].sort((a, b) => byCodeUnit(ids[a] ?? '', ids[b] ?? '') || a - b));
  const sorted = Array.from(order, (row) => ids[row] ?? '');
  return { run, columns: reordered(columns, order, sorted), order, ownPlace: (place) => ownPlace(own, sorted, order, place) };
}

function reordered(columns: ScoredColumns, order: Int32Array, ids: readonly string[]): ScoredColumns {
  const { metrics, clusters, repeats, duplicates, humanLabels } = columns;
  const bytes = textListBytes(ids);
  const moved = new Map([...metrics].map(([metric, values]) => [metric, inOrder(values, order)] as const));
  const labels = clusters && textList<string | null>(clusters);
  const rowOf = new Int32Array(order.length);
  for (const [at, row] of order.entries()) rowOf[row] = at;
  return {
    ...columns,
    ids: bytes,
    digest: hash('sha256', bytes),
    datasetRows: null,
    metrics: moved,
    clusters: labels && textListBytes(Array.from(order, (row) => labels[row] ?? null)),
    invalid: new Map([...moved].map(([metric, values]) => [metric, idTally(ids.filter((_, at) => Number.isNaN(values[at])))])),
    duplicates: { count: duplicates.count, ids: [] },
    repeats: new Map([...repeats].map(([metric, repeated]) => [metric, repeatsInOrder(repeated, order)])),
    ...(humanLabels && { humanLabels: { ...humanLabels, places: humanLabels.places.map((place) => rowOf[place] ?? -1) } }),
  };
}

function repeatsInOrder({ counts, squares }: RepeatedScores, order: Int32Array): RepeatedScores {
  return { counts: inOrder(counts, order), squares: inOrder(squares, order) };
}

function inOrder(values: Float64Array, order: Int32Array): Float64Array {
  return Float64Array.from(order, (row) => values[row] ?? NaN);
}

/** The levels of samples in another order. */
export function levelsInOrder({ sets, ofSample }: SampleLevels, order: Int32Array): SampleLevels {
  return { sets, ofSample: Int32Array.from(order, (row) => ofSample[row] ?? -1) };
}

function ownPlace(
  own: readonly string[],
  sorted: readonly string[],
  order: Int32Array,
  { id, nth }: ComparedPlace,
): ComparedPlace | undefined {
  const first = sorted.indexOf(id);
  const row = nth < 0 || first < 0 ? undefined : order[first + nth];
  const ownId = row === undefined ? undefined : own[row];
  return row === undefined || ownId === undefined ? undefined : { id: ownId, nth: row - own.indexOf(ownId) };
}

/** Names of fields that hold the question, the likeliest first. */
const QUESTIONS = ['question', 'problem', 'prompt', 'query', 'input', 'goal', 'text'] as const;

const KEY_DIGITS = 16;

/** The same for the same question, whichever harness put it: its text without surplus space; of structured inputs the field that asks. */
export function contentKey(inputs: string | null): string | null {
  if (inputs === null) return null;
  const text = questionOf(inputs).replace(/\s+/g, ' ').trim();
  return text === '' ? null : hash('sha256', text).slice(0, KEY_DIGITS);
}

function questionOf(inputs: string): string {
  if (!/^\s*[[{]/.test(inputs)) return inputs;
  let value: unknown;
  try {
    value = JSON.parse(inputs);
  } catch {
    return inputs;
  }
  return questionIn(value) ?? inputs;
}

function questionIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return lastQuestion(value);
  const fields = value as Readonly<Record<string, unknown>>;
  const name = QUESTIONS.find((question) => fields[question] !== undefined);
  if (name !== undefined) return questionIn(fields[name]);
  const texts = Object.values(fields).filter((field) => typeof field === 'string');
  return texts.length === 1 ? texts[0] : undefined;
}

/** Of messages the last that a user wrote. */
function lastQuestion(messages: readonly unknown[]): string | undefined {
  const asked = messages.findLast((message) => {
    return typeof message === 'object' && message !== null && (message as { readonly role?: unknown }).role === 'user';
  }) as { readonly content?: unknown } | undefined;
  if (typeof asked?.content === 'string') return asked.content;
  if (!Array.isArray(asked?.content)) return undefined;
  const texts = asked.content.map((part) => (part as { readonly text?: unknown } | null)?.text);
  return texts.filter((text) => typeof text === 'string').join('');
}
