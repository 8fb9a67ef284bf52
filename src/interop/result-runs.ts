import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { deepevalRun, isDeepeval } from './deepeval.ts';
import { everyEvalEverRuns, isEveryEvalEver, isEveryEvalEverLine } from './every-eval-ever.ts';
import { type HelmPart, helmPartOf, helmRun } from './helm.ts';
import { ImportFaultError } from './import-fault.error.ts';
import { inspectArchive, inspectLog, isInspectArchive, isInspectLog } from './inspect.ts';
import { jobFoldersIn, jobRuns } from './job-archive.ts';
import { isLmEvalLine, isLmEvalResults, lmEvalRuns } from './lm-eval.ts';
import { isOpenaiEvalsLine, openaiEvalsRun } from './openai-evals.ts';
import { isPromptfoo, promptfooRuns } from './promptfoo.ts';
import type { ReadRun } from './read-run.ts';
import { diskFile, headOf, type ImportLimits, MOST_RUNS, type ResultFile } from './result-file.ts';
import { type ReadText, readText } from './result-text.ts';
import { isTar, unpackedTar } from './tar-archive.ts';
import { ZipArchive } from './zip-archive.ts';

/** What a file of results holds: runs of other harnesses, or one in one of Assay's own formats. */
export type FileContent =
  | { readonly kind: 'runs'; readonly runs: readonly ReadRun[]; close(): void }
  | { readonly kind: 'assay-json' | 'assay-ndjson'; readonly file: ResultFile; close(): void };

const HEAD_BYTES = 512;
const ZIP = Buffer.from('PK');

/** Files that lie in archives and say nothing about results. */
const PASSED_OVER = /(^|\/)(\.[^/]*|__MACOSX\/.*|.*\.(md|txt|csv|html|log|png|svg|py|ya?ml|sh|lock))$/i;

const NOTHING_KNOWN =
  'is in no format that is known: an Inspect log, results or samples of the LM Evaluation Harness, output of promptfoo, deepeval, HELM or ' +
  'OpenAI Evals, Every Eval Ever, an archive of a job, or a run as Assay takes it';

/**
 * Looks into a file, and finds by its content what format it is in. `scratch` is an empty folder for what has to be unpacked, which the
 * caller removes, after `close`. Throws an `ImportFaultError` for a file that is damaged, too large, or in no known format.
 */
export async function openResults(
  path: string,
  { name, scratch, limits }: { readonly name: string; readonly scratch: string; readonly limits: ImportLimits },
): Promise<FileContent> {
  const { size } = await stat(path);
  const file = diskFile(path, name, size);
  if (size === 0) throw new ImportFaultError('', 'is empty');
  const head = await headOf(file, HEAD_BYTES);
  if (head.subarray(0, 2).equals(ZIP)) return openZip(path, size, limits);
  if (isTar(head)) return runsOf(await runsInFiles(await unpackedTar(file, head, scratch, limits), limits));
  if (head.toString('latin1').trim() === '') throw new ImportFaultError('', 'is empty');
  const text = await readText(file, limits);
  const own = ownFormatOf(text);
  return own === undefined ? runsOf(await runsInTexts([text], limits)) : { kind: own, file, close: () => undefined };
}

/** Of a file that is only looked at. */
const SEEN_LIMITS: ImportLimits = { pieceBytes: 64 * 1024 ** 2, totalBytes: Infinity };

/** Whether a file is one of several that hold one run's results together, and so are best taken at once. */
export async function isPartOfSet(path: string, name: string): Promise<boolean> {
  const { size } = await stat(path);
  const file = diskFile(path, name, size);
  const head = size === 0 ? Buffer.alloc(0) : await headOf(file, HEAD_BYTES);
  if (head.subarray(0, 2).equals(ZIP) || isTar(head) || head.toString('latin1').trim() === '') return false;
  try {
    return new Groups().take(await readText(file, SEEN_LIMITS));
  } catch (error) {
    // What is wrong with it is said when it is read.
    if (error instanceof ImportFaultError) return false;
    throw error;
  }
}

async function openZip(path: string, size: number, limits: ImportLimits): Promise<FileContent> {
  const zip = await ZipArchive.open(path, size, limits);
  try {
    return { ...runsOf(await runsInFiles(zip.files, limits)), close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function runsOf(runs: readonly ReadRun[]): FileContent {
  if (runs.length === 0) throw new ImportFaultError('', 'has no results');
  if (runs.length > MOST_RUNS)
    throw new ImportFaultError('', `has ${runs.length} runs, and at most ${MOST_RUNS} are taken from a file`);
  return { kind: 'runs', runs, close: () => undefined };
}

async function runsInFiles(files: ReadonlyMap<string, ResultFile>, limits: ImportLimits): Promise<readonly ReadRun[]> {
  if (isInspectArchive(files)) return [await inspectArchive(files, limits)];
  const jobs = jobFoldersIn(files);
  if (jobs.length > 0) return (await Promise.all(jobs.map((folder) => jobRuns(files, folder, limits)))).flat();
  const texts: ReadText[] = [];
  for (const file of files.values()) {
    if (PASSED_OVER.test(file.name)) continue;
    try {
      texts.push(await readText(file, limits));
    } catch (error) {
      throw error instanceof ImportFaultError ? error.within(file.name) : error;
    }
  }
  return runsInTexts(texts, limits);
}

/** Files that belong together, whatever their formats. */
async function runsInTexts(texts: readonly ReadText[], limits: ImportLimits): Promise<readonly ReadRun[]> {
  const runs: ReadRun[] = [];
  const groups = new Groups();
  let known = 0;
  for (const text of texts) {
    const { file, line, frame } = text;
    known += 1;
    if (groups.take(text)) continue;
    if (line !== undefined && isOpenaiEvalsLine(line)) runs.push(await openaiEvalsRun(file, line, limits));
    else if (frame !== undefined && isInspectLog(frame)) runs.push(inspectLog(file, frame, limits));
    else if (frame !== undefined && isPromptfoo(frame)) runs.push(...(await promptfooRuns(file, frame, limits)));
    else if (frame !== undefined && isDeepeval(frame)) runs.push(deepevalRun(file, frame, limits));
    else known -= 1;
  }
  if (known === 0) throw new ImportFaultError('', NOTHING_KNOWN);
  return [...runs, ...(await groups.runs(limits))];
}

/** Formats whose results are spread over several files. */
class Groups {
  readonly #lmEval: { results: NonNullable<ReadText['frame']>[]; samples: ReadText[] } = { results: [], samples: [] };
  readonly #everyEvalEver: { aggregates: NonNullable<ReadText['frame']>[]; samples: ReadText[] } = {
    aggregates: [],
    samples: [],
  };
  /** By folder. */
  readonly #helm = new Map<string, Map<HelmPart, ReadText>>();

  /** Whether a file is of one of them. */
  take(text: ReadText): boolean {
    const { file, line, frame } = text;
    const part = helmPartOf(text);
    if (part !== undefined) {
      const folder = dirname(file.name);
      const parts = this.#helm.get(folder) ?? new Map<HelmPart, ReadText>();
      if (parts.has(part)) throw new ImportFaultError(file.name, `is a second ${part} of HELM in one folder`);
      this.#helm.set(folder, parts.set(part, text));
    } else if (line !== undefined && isLmEvalLine(line)) {
      this.#lmEval.samples.push(text);
    } else if (line !== undefined && isEveryEvalEverLine(line)) {
      this.#everyEvalEver.samples.push(text);
    } else if (frame !== undefined && isEveryEvalEver(frame)) {
      this.#everyEvalEver.aggregates.push(frame);
    } else if (frame !== undefined && isLmEvalResults(frame)) {
      this.#lmEval.results.push(frame);
    } else {
      return false;
    }
    return true;
  }

  async runs(limits: ImportLimits): Promise<readonly ReadRun[]> {
    const { results, samples } = this.#lmEval;
    const { aggregates, samples: instances } = this.#everyEvalEver;
    return [
      ...(results.length + samples.length > 0 ? lmEvalRuns(results, samples, limits) : []),
      ...(await everyEvalEverRuns(aggregates, instances, limits)),
      ...(await Promise.all([...this.#helm.values()].map((parts) => helmRun(parts, limits)))),
    ];
  }
}

/** Which of Assay's own formats a file is in, whatever is wrong with it; `undefined` for one of another harness. */
function ownFormatOf({ line, frame }: ReadText): 'assay-json' | 'assay-ndjson' | undefined {
  const header = ['run_id', 'experiment_id', 'status', 'created_at', 'metadata'];
  if (line !== undefined && Object.keys(line).every((key) => header.includes(key))) return 'assay-ndjson';
  if (frame === undefined) return undefined;
  const isOther =
    isInspectLog(frame) || isDeepeval(frame) || isPromptfoo(frame) || isEveryEvalEver(frame) || 'adapter_spec' in frame;
  return 'samples' in frame && !isOther ? 'assay-json' : undefined;
}
