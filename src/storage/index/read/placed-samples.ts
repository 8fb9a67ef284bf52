import type { Sample, SampleError } from '../../../domain/run.ts';
import type { PlacedSample } from '../../../domain/sample-query.ts';
import type { IndexDatabase } from '../index-database.ts';
import { linesAt } from './file-lines.ts';
import type { ReadableRun } from './readable-run.ts';
import { sampleDocument, type SampleRow, sampleRows, type SampleScore, sampleScores, trialFailure } from './sample-rows.ts';
import { StaleRowsError } from './stale-rows.error.ts';
import { shortened, textOf } from './short-texts.ts';
import { NO_TEXT, type SampleText, textOfDocument, textOfTrial } from './sample-text.ts';

/** What of a sample is read. */
export interface PlacedOptions {
  /** Whether the events are wanted that it was made from. */
  readonly hasEvents: boolean;
  /** By position. */
  readonly differences: Float64Array | null;
  /** Whether texts are cut. */
  readonly isShort?: boolean;
}

interface ScoredRow {
  readonly row: SampleRow;
  readonly scores: readonly SampleScore[];
}

/** Some samples with their texts, in the order of their positions here. */
export function placedSamples(
  database: IndexDatabase,
  run: ReadableRun,
  positions: readonly number[],
  { hasEvents, differences, isShort = false }: PlacedOptions,
): PlacedSample[] {
  const rows = sampleRows(database, run.runNo, positions).map((row) => ({
    row,
    scores: sampleScores(database, run.runNo, row.pos),
  }));
  const texts = sampleTexts(database, run, rows, hasEvents);
  return rows.map(({ row, scores }, at) => {
    const difference = differences?.[row.pos] ?? NaN;
    const text = texts[at] ?? NO_TEXT;
    const reference = textOf(text.reference);
    const sample: PlacedSample = {
      id: row.id,
      prompt: text.prompt,
      response: text.response,
      ...(reference === null ? {} : { reference }),
      scores: Object.fromEntries(scores.filter(({ score }) => score !== null).map(({ metric, score }) => [metric, score ?? 0])),
      ...(row.cluster === null ? {} : { cluster: row.cluster }),
      ...failureOf(database, run.runNo, row, text),
      row: row.row,
      replicate: row.replicate,
      status: row.is_failed === 1 ? 'failed' : 'success',
      inputTokens: row.input_tokens,
      outputTokens: row.output_tokens,
      latency: row.latency,
      cost: row.cost,
      tags: row.tags === null ? [] : (JSON.parse(row.tags) as string[]),
      delta: Number.isNaN(difference) ? null : difference,
      events: hasEvents ? text.events : null,
      seq: row.seq < 0 || text === NO_TEXT ? null : row.seq,
    };
    return isShort ? shortened(sample, text) : sample;
  });
}

/** The texts of some samples, without their scorings. */
export function textsOf(database: IndexDatabase, run: ReadableRun, rows: readonly SampleRow[]): SampleText[] {
  return sampleTexts(
    database,
    run,
    rows.map((row) => ({ row, scores: [] })),
    false,
  );
}

function sampleTexts(database: IndexDatabase, run: ReadableRun, rows: readonly ScoredRow[], hasEvents: boolean): SampleText[] {
  const { file, runNo, source } = run;
  if (file === null) return rows.map(({ row }) => textOfDocument(row, sampleDocument(database, runNo, row.pos)));
  if (source !== 'job') {
    const lines = linesAt(
      file,
      rows.map(({ row }) => row),
    );
    return rows.map(({ row }, at) => textOfDocument(row, lines[at]?.toString('utf8')));
  }
  const places = rows.map(({ row, scores }) => [row, ...(hasEvents ? scores.flatMap(({ lines }) => lines) : [])]);
  const lines = linesAt(file, places.flat());
  let start = 0;
  return rows.map(({ row }, at) => {
    const count = places[at]?.length ?? 0;
    const [trial, ...scorings] = lines.slice(start, start + count);
    start += count;
    const text = textOfTrial(row, trial, scorings);
    if (run.refusesOtherLines === true && text.events?.scorings.length !== scorings.length) throw new StaleRowsError();
    return text;
  });
}

function failureOf(
  database: IndexDatabase,
  runNo: number,
  { pos, is_failed: isFailed }: SampleRow,
  { rawResponse }: SampleText,
): { readonly error?: SampleError; readonly rawResponse?: string } {
  if (isFailed === 0) return {};
  const error = trialFailure(database, runNo, pos);
  return { ...(error === undefined ? {} : { error }), ...(rawResponse === null ? {} : { rawResponse }) };
}

/** What runs show of a sample. */
export function shownSample({
  id,
  prompt,
  response,
  reference,
  scores,
  cluster,
  tags,
  error,
  rawResponse,
}: PlacedSample): Sample {
  return {
    id,
    prompt,
    response,
    ...(reference === undefined ? {} : { reference }),
    scores,
    ...(cluster === undefined ? {} : { cluster }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(error === undefined ? {} : { error }),
    ...(rawResponse === undefined ? {} : { rawResponse }),
  };
}
