import type { RowPage, RowQuery } from '../../domain/projects.ts';
import { DatasetParser } from '../../evaluation/dataset-row.ts';
import type { DatasetRow } from '../../evaluation/example.ts';
import type { JsonValue } from '../../evaluation/json.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import { JsonNumber } from '../../evaluation/json-number.ts';
import { indexDataset, openDataset } from '../dataset-file.ts';
import { sourceProblem } from './source-problem.ts';

/** A dataset, and how messages name it. */
export interface NamedDataset {
  readonly path: string;
  readonly name: string;
  readonly project: { readonly name: string; readonly folder: string };
}

/** What a thread that reads datasets is to do. */
export type DatasetTask =
  | { readonly type: 'check'; readonly datasets: readonly NamedDataset[] }
  | {
      readonly type: 'page';
      readonly dataset: NamedDataset;
      readonly query: RowQuery;
      /** How many rows match, where that is known already: then nothing is read beyond the page. */
      readonly total: number | null;
      /** How long it may take. What has been found by then is the answer. */
      readonly limitMs: number;
    };

/** Of a dataset that was checked: `rows` is `null` where it has a fault. */
export type CheckedDataset = Pick<RowPage, 'problems'> & { readonly rows: number | null };

/** Characters of JSON after which a page is full. */
const MAX_PAGE_CHARACTERS = 8 * 1024 ** 2;

const MAX_PROBLEMS = 20;

/** Reads every row of each dataset, as a job does. */
export async function checkDatasets(datasets: readonly NamedDataset[]): Promise<CheckedDataset[]> {
  const checked: CheckedDataset[] = [];
  for (const { path, name, project } of datasets) {
    try {
      checked.push({ rows: (await indexDataset(path, name)).rowCount, problems: [] });
    } catch (error) {
      checked.push({ rows: null, problems: [sourceProblem(error, project)] });
    }
  }
  return checked;
}

/** A page of the rows that match. A row with a fault is left out; its fault is among the problems. */
export async function readDatasetPage(
  { path, name, project }: NamedDataset,
  query: RowQuery,
  { total: known, limitMs }: { readonly total: number | null; readonly limitMs: number },
): Promise<RowPage> {
  const page = new PageOfRows(query);
  const until = performance.now() + limitMs;
  const reader = await openDataset(path, name);
  const parser = new DatasetParser(name);
  let position = 0;
  try {
    for await (const rows of reader.rows()) {
      for (const { line, text } of rows) {
        if (text.trim() === '' || text === '\ufeff') continue;
        const row = position;
        position += 1;
        page.passed(row);
        // The first row says which inputs all others must have.
        if (row > 0 && !page.needs(row)) continue;
        try {
          const parsed = parser.parse(text, reader.place(line, row));
          if (parsed !== null) page.add({ ...parsed, row });
        } catch (error) {
          page.addFault(sourceProblem(error, project));
        }
      }
      page.passed(position);
      if (page.isFull && known !== null) return page.page(known);
      if (performance.now() > until) return page.page(null);
    }
  } catch (error) {
    page.addFault(sourceProblem(error, project));
    return page.page(null);
  }
  return page.page(page.matches);
}

/** The part of the matching rows that a query asks for. */
class PageOfRows {
  readonly #query: RowQuery;
  readonly #words: readonly string[];
  readonly #rows: string[] = [];
  readonly #problems: RowPage['problems'][number][] = [];
  #characters = 0;
  #matches = 0;

  constructor(query: RowQuery) {
    this.#query = query;
    this.#words = (query.q ?? '').toLowerCase().split(/\s+/u).filter(Boolean);
  }

  get matches(): number {
    return this.#matches;
  }

  get isFull(): boolean {
    const { offset, limit } = this.#query;
    return this.#rows.length >= limit || this.#characters >= MAX_PAGE_CHARACTERS || this.#matches >= offset + limit;
  }

  /** Whether a row has to be looked into: where nothing is searched for, rows outside of the page are only counted. */
  needs(row: number): boolean {
    return this.#words.length > 0 || (row >= this.#query.offset && !this.isFull);
  }

  add(row: DatasetRow): void {
    if (!this.#isMatch(row)) return;
    const isBefore = this.#matches < this.#query.offset;
    if (!isBefore && !this.isFull) {
      const json = rowJson(row);
      this.#rows.push(json);
      this.#characters += json.length;
    }
    this.#matches += 1;
  }

  addFault(problem: RowPage['problems'][number]): void {
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(problem);
  }

  /** So many rows are before the next one. */
  passed(rows: number): void {
    if (this.#words.length === 0) this.#matches = rows;
  }

  page(total: number | null): RowPage {
    return { rows: this.#rows, total, problems: this.#problems };
  }

  #isMatch({ example: { inputs, reference, id, tags } }: DatasetRow): boolean {
    if (this.#words.length === 0) return true;
    const text = [...textsOf(inputs), ...textsOf(reference), id ?? '', ...(tags ?? [])].join('\n').toLowerCase();
    return this.#words.every((word) => text.includes(word));
  }
}

function rowJson({ row, example: { inputs, reference, id, tags, cluster } }: DatasetRow): string {
  const labels = { ...(id === undefined ? {} : { id }), ...(cluster === undefined ? {} : { cluster }) };
  return jsonText({ row, ...labels, inputs, reference, tags: tags ?? [] });
}

/** All texts and numbers in a value. */
function* textsOf(value: JsonValue): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value !== 'object' || value instanceof JsonNumber) yield String(value);
  else if (value !== null) for (const item of Object.values(value)) yield* textsOf(item);
}
