import { csvExport } from './csv-export.ts';
import { everyEvalEverExport, everyEvalEverFile, everyEvalEverSamples } from './every-eval-ever-export.ts';
import { inspectExport } from './inspect-export.ts';
import { jsonLinesExport } from './json-lines-export.ts';
import type { RunToExport } from './run-to-export.ts';

/** The formats in which a run leaves: Every Eval Ever, CSV, JSON lines as Assay takes them, a log of Inspect. */
export const EXPORT_FORMATS = ['eee', 'csv', 'jsonl', 'inspect'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The files of Every Eval Ever: the evaluation, and its samples. */
export const EXPORT_PARTS = ['evaluation', 'samples'] as const;
export type ExportPart = (typeof EXPORT_PARTS)[number];

/** A run as a file in one of the formats. */
export interface RunExport {
  readonly type: string;
  /** Without anything that a folder or a header could not hold. */
  readonly fileName: string;
  /** Its text, piece by piece: the run is never in memory as a whole. */
  readonly text: AsyncIterable<string>;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const NDJSON_TYPE = 'application/x-ndjson; charset=utf-8';

/** The file that a run becomes; `part` is of Every Eval Ever alone. */
export function runExport(given: RunToExport, format: ExportFormat, part: ExportPart = 'evaluation'): RunExport {
  const name = given.run.runId
    .replaceAll(/[^\w.-]+/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 100);
  switch (format) {
    case 'eee':
      return part === 'samples'
        ? { type: NDJSON_TYPE, fileName: `${everyEvalEverFile(given.run)}_samples.jsonl`, text: everyEvalEverSamples(given) }
        : { type: JSON_TYPE, fileName: `${everyEvalEverFile(given.run)}.json`, text: everyEvalEverExport(given) };
    case 'csv':
      return { type: 'text/csv; charset=utf-8; header=present', fileName: `${name}.csv`, text: csvExport(given) };
    case 'jsonl':
      return { type: NDJSON_TYPE, fileName: `${name}.jsonl`, text: jsonLinesExport(given) };
    case 'inspect':
      return { type: JSON_TYPE, fileName: `${name}.inspect.json`, text: inspectExport(given) };
  }
}
