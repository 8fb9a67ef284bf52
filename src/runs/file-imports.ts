import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { type ImportedRun, RUN_STORE, type RunImport, type RunStore } from '../domain/run-store.ts';
import type { ImportedSample, NewRun } from '../domain/run.ts';
import type { JsonObject, JsonValue } from '../evaluation/json.ts';
import { PRIVATE_FOLDER } from '../files/private-mode.ts';
import type { InvalidRequestError } from '../http/invalid-request.error.ts';
import { IncomingFiles } from '../http/incoming-files.ts';
import { ImportFaultError } from '../interop/import-fault.error.ts';
import type { ReadRun, ReadSample } from '../interop/read-run.ts';
import { type FileContent, openResults } from '../interop/result-runs.ts';
import { MeanFold } from '../interop/stated-means.ts';
import { ImportError, importHeader } from './import-fields.ts';
import { invalid, jsonBody, jsonImport, ndjsonImport } from './import-body.ts';

/** What takes the place of what a file says of its run. */
export interface ImportNames {
  readonly runId?: string;
  readonly experimentId?: string;
  /** What it is called. */
  readonly label?: string;
}

export interface FileToImport extends ImportNames {
  /** What its owner calls the file: samples of the LM Evaluation Harness tell their task by it. */
  readonly name: string;
  /** Is told how many bytes of the file and how many samples were read by now. */
  readonly onProgress?: (progress: ImportProgress) => void;
}

export interface ImportProgress {
  readonly bytes: number;
  readonly samples: number;
}

/** Digits of the hash of a file that name its runs. */
const NAMED_DIGITS = 16;

/** Takes files of results, whatever harness wrote them: all runs of a file are kept, or none, and the same bytes are the same runs. */
@Injectable()
export class FileImports {
  readonly #config: Config;
  readonly #store: RunStore;
  readonly #incoming: IncomingFiles;

  constructor(@Inject(CONFIG) config: Config, @Inject(RUN_STORE) store: RunStore) {
    this.#config = config;
    this.#store = store;
    this.#incoming = new IncomingFiles(config);
  }

  /** Takes the bytes of a file as they come. Throws an `InvalidRequestError`, a `BodyTooLargeError` or `already_exists`. */
  async take(chunks: AsyncIterable<Uint8Array>, file: FileToImport): Promise<readonly ImportedRun[]> {
    return this.#incoming.received(chunks, (path, folder) => this.#import(path, folder, file));
  }

  /** Takes the body of a request. Throws the same. */
  async takeBody(body: unknown, file: FileToImport): Promise<readonly ImportedRun[]> {
    return this.#incoming.receivedBody(body, (path, folder) => this.#import(path, folder, file));
  }

  /** Takes a file of this machine where it is. Throws the same, and the system's errors. */
  async takeFile(path: string, file: FileToImport): Promise<readonly ImportedRun[]> {
    return this.#incoming.inFolder((folder) => this.#import(path, folder, file));
  }

  async #import(path: string, folder: string, file: FileToImport): Promise<readonly ImportedRun[]> {
    checkNames(file);
    const digest = await digestOf(path, file);
    const known = await this.#known(digest, file);
    if (known !== undefined) return known;
    const scratch = join(folder, 'unpacked');
    await mkdir(scratch, { mode: PRIVATE_FOLDER });
    const limits = { pieceBytes: this.#config.importPieceLimitBytes, totalBytes: this.#config.importLimitBytes };
    let content: FileContent | undefined;
    try {
      content = await openResults(path, { name: basename(file.name), scratch, limits });
      return await this.#store.importAll(await this.#importsOf(content, digest, file));
    } catch (error) {
      throw error instanceof ImportFaultError ? refused(error) : error;
    } finally {
      content?.close();
    }
  }

  /** The runs of the same bytes, where all of them are there. */
  async #known(digest: string, { runId, experimentId, label }: ImportNames): Promise<readonly ImportedRun[] | undefined> {
    if (runId !== undefined || experimentId !== undefined || label !== undefined) return undefined;
    const first = (await this.#store.find(runIdOf(digest, 1, 1))) ?? (await this.#store.find(runIdOf(digest, 1, 2)));
    const { sha256, runs: count } = (first?.metadata['import'] ?? {}) as {
      readonly sha256?: JsonValue;
      readonly runs?: JsonValue;
    };
    if (first === undefined || sha256 !== digest || typeof count !== 'number') return undefined;
    const others = Array.from({ length: count - 1 }, (_, at) => this.#store.find(runIdOf(digest, at + 2, count)));
    const runs = [first, ...(await Promise.all(others))];
    return runs.every((run) => run !== undefined) ? runs.map((run) => ({ run, isNew: false })) : undefined;
  }

  async #importsOf(content: FileContent, digest: string, file: FileToImport): Promise<readonly RunImport[]> {
    if (content.kind === 'runs') {
      const { runs } = content;
      if (runs.length > 1 && (file.runId !== undefined || file.label !== undefined))
        throw new ImportFaultError('', `has ${runs.length} runs: a run id or a label is of one`);
      const progress = new ProgressTally(file);
      return runs.map((run, at) => importOf(run, { digest, number: at + 1, of: runs.length }, file, progress));
    }
    const { run, samples } =
      content.kind === 'assay-json'
        ? jsonImport(await jsonBody(content.file.chunks(), this.#config))
        : await ndjsonImport(content.file.chunks(), this.#config);
    return [{ run: renamed({ runId: runIdOf(digest, 1, 1), ...run }, file), samples }];
  }
}

interface RunNumber {
  readonly digest: string;
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

function importOf(read: ReadRun, { digest, number, of }: RunNumber, names: ImportNames, progress: ProgressTally): RunImport {
  const { header, stated, notes, ranges, hasRepeats } = read;
  const fold = new MeanFold(hasRepeats);
  const kept: JsonObject = {
    ...header.metadata,
    ...(stated.length > 0 && { stated_means: Object.fromEntries(stated.map(({ metric, value }) => [metric, value])) }),
    import: { sha256: digest, run: number, runs: of },
  };
  return {
    run: renamed({ ...header, runId: runIdOf(digest, number, of), metadata: kept }, names),
    samples: foldedSamples(read, fold, progress),
    closing: () => {
      const warnings = [...notes, ...fold.shortages(read.expected), ...fold.differences(stated)];
      const known = { ...Object.fromEntries(fold.graded.map((metric) => [metric, [0, 1]])), ...fold.within(ranges) };
      return {
        ...(warnings.length > 0 && { warnings }),
        ...(Object.keys(known).length > 0 && { metric_ranges: known }),
      };
    },
  };
}

async function* foldedSamples(
  read: ReadRun,
  fold: MeanFold,
  progress: ProgressTally,
): AsyncGenerator<readonly ImportedSample[]> {
  for await (const samples of read.samples()) {
    fold.add(samples);
    progress.add(samples.length);
    yield samples.map(importedSample);
  }
}

function importedSample({ scores, ...sample }: ReadSample): ImportedSample {
  return { ...sample, scores: Object.fromEntries(Array.from(scores, ([name, { value }]) => [name, value])) };
}

class ProgressTally {
  readonly #onProgress: FileToImport['onProgress'];
  #samples = 0;

  constructor({ onProgress }: FileToImport) {
    this.#onProgress = onProgress;
  }

  add(samples: number): void {
    this.#samples += samples;
    this.#onProgress?.({ bytes: Infinity, samples: this.#samples });
  }
}

function checkNames({ runId, experimentId }: ImportNames): void {
  try {
    importHeader({
      ...(runId !== undefined && { run_id: runId }),
      ...(experimentId !== undefined && { experiment_id: experimentId }),
    });
  } catch (error) {
    throw error instanceof ImportError ? invalid(error.path, error.message) : error;
  }
}

function renamed(run: NewRun, { runId, experimentId, label }: ImportNames): NewRun {
  return {
    ...run,
    ...(runId !== undefined && { runId }),
    ...(experimentId !== undefined && { experimentId }),
    ...(label !== undefined && { metadata: { ...run.metadata, label } }),
  };
}

function runIdOf(digest: string, number: number, of: number): string {
  const id = `import-${digest.slice(0, NAMED_DIGITS)}`;
  return of === 1 ? id : `${id}-${number}`;
}

async function digestOf(path: string, { onProgress }: FileToImport): Promise<string> {
  const digest = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 ** 2 }) as AsyncIterable<Buffer>) {
    digest.update(chunk);
    bytes += chunk.length;
    onProgress?.({ bytes, samples: 0 });
  }
  return digest.digest('hex');
}

function refused({ place, message }: ImportFaultError): InvalidRequestError {
  return place === '' ? invalid('', message, 'the file') : invalid(place, message);
}
