import { parseJson } from '../evaluation/canonical-json.ts';
import type { Config } from '../config/config.ts';
import type { ImportedSample, NewRun } from '../domain/run.ts';
import { untilGone } from '../http/incoming-files.ts';
import { InvalidRequestError } from '../http/invalid-request.error.ts';
import { utf8Text } from '../files/utf8-text.ts';
import { atMostBytes } from '../http/request-body.ts';
import { ImportError, importHeader, importSample, shownValue } from './import-fields.ts';
import { LineError, ndjsonLines, type NumberedLine } from './ndjson-lines.ts';

const BATCH_SAMPLES = 1024;

/** A run that is being imported; its samples are checked as they come, and throw at the first that is wrong. */
export interface ImportBody {
  readonly run: NewRun;
  readonly samples: AsyncIterable<readonly ImportedSample[]>;
}

/** A body of JSON. Throws an `InvalidRequestError`, as the samples do. */
export function jsonImport(body: unknown): ImportBody {
  const run = withPlace('', () => importHeader(body));
  const { samples } = body as { readonly samples?: unknown };
  if (!Array.isArray(samples)) throw invalid('samples', `must be an array; ${shownValue(samples)}`);
  return { run, samples: checkedSamples(samples) };
}

async function* checkedSamples(samples: readonly unknown[]): AsyncGenerator<readonly ImportedSample[]> {
  for (let from = 0; from < samples.length; from += BATCH_SAMPLES) {
    const batch = samples.slice(from, from + BATCH_SAMPLES);
    yield batch.map((sample, at) => withPlace(`samples[${from + at}]`, () => importSample(sample)));
  }
}

/** All of a file as JSON. Throws an `InvalidRequestError` for one that is too large for it, or no JSON. */
export async function jsonBody(
  chunks: AsyncIterable<Uint8Array>,
  limits: Pick<Config, 'importPieceLimitBytes'>,
): Promise<unknown> {
  const parts: Uint8Array[] = [];
  for await (const part of atMostBytes(chunks, limits.importPieceLimitBytes, 'ASSAY_IMPORT_PIECE_LIMIT')) parts.push(part);
  try {
    return parseJson(utf8Text(Buffer.concat(parts), 'the file'));
  } catch (error) {
    throw invalid('', `is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Of one line, and of the whole. */
type ImportLimits = Pick<Config, 'bodyLimitBytes' | 'importLimitBytes'>;

/** A body of NDJSON, a header line and one sample a line. Throws an `InvalidRequestError` or a `BodyTooLargeError`, as the samples do. */
export async function ndjsonImport(
  chunks: AsyncIterable<Uint8Array>,
  { bodyLimitBytes, importLimitBytes }: ImportLimits,
): Promise<ImportBody> {
  const batches = ndjsonLines(atMostBytes(untilGone(chunks), importLimitBytes, 'ASSAY_IMPORT_LIMIT'), bodyLimitBytes);
  for (;;) {
    const next = await atLine(() => batches.next());
    if (next.done === true)
      throw invalid('line 1', 'must be the header of the run, such as {"run_id": "mine"}; the body is empty');
    const [first, ...rest] = next.value;
    if (first === undefined) continue;
    const run = onLine(first, headerOf);
    return { run, samples: sampleLines(rest, batches) };
  }
}

function headerOf(value: unknown): NewRun {
  const run = importHeader(value);
  if ('scores' in (value as object)) throw new ImportError('', 'must be the header of the run, before the samples; {} will do');
  return run;
}

async function* sampleLines(
  first: readonly NumberedLine[],
  batches: AsyncGenerator<readonly NumberedLine[]>,
): AsyncGenerator<readonly ImportedSample[]> {
  yield first.map((line) => onLine(line, importSample));
  for (;;) {
    const next = await atLine(() => batches.next());
    if (next.done === true) return;
    yield next.value.map((line) => onLine(line, importSample));
  }
}

function onLine<Result>({ number, text }: NumberedLine, check: (value: unknown) => Result): Result {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw invalid(`line ${number}`, `is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return withPlace(`line ${number}`, () => check(value));
}

/** Turns what is wrong with a line into a fault of the request. */
async function atLine<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof LineError ? invalid(`line ${error.line}`, error.message) : error;
  }
}

/** Says where in the body a fault is. */
function withPlace<Result>(place: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    throw invalid([place, error.path].filter((part) => part !== '').join(place.startsWith('line') ? ': ' : '.'), error.message);
  }
}

/** Says that nothing was imported, since what is at `path`, or else `whole`, is wrong. */
export function invalid(path: string, message: string, whole = 'the body'): InvalidRequestError {
  const sentence = path === '' ? `${whole} ${message}` : `${path} ${message}`;
  return new InvalidRequestError(`Nothing was imported: ${sentence}.`, [{ path, message }]);
}
