import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { jsonText } from '../../evaluation/json-text.ts';
import { visibleLine } from '../../evaluation/visible-text.ts';
import { PRIVATE_FILE } from '../../files/private-mode.ts';
import { InvalidRequestError } from '../../http/invalid-request.error.ts';
import type { ImportNames, ImportProgress } from '../../runs/file-imports.ts';
import type { RunDto } from '../../runs/run.dto.ts';
import { errorText, EXIT, exitCodeOf } from '../exit-code.ts';
import { LiveLine } from '../live-line.ts';
import { inPlace, type PlaceOf, type PlaceOptions } from '../place.ts';
import { type Terminal, writeSentence } from '../terminal.ts';
import type { ImportHost, KeptJob, KeptRun } from './import-host.ts';
import { type ImportUnit, importUnits, packFiles } from './import-units.ts';

/** The flags of `assay import`, as commander reads them. */
export interface ImportOptions extends PlaceOptions {
  readonly runId?: string;
  readonly experimentId?: string;
  readonly label?: string;
  readonly format: 'text' | 'json';
  /** Whether the files are archives of jobs, to be jobs again. */
  readonly job?: boolean;
}

const IMPORTS: PlaceOf<ImportHost> = {
  server: async (url) => {
    const { ServerImports } = await import('./server-imports.ts');
    return new ServerImports(url);
  },
  local: async (config, onText) => {
    const { LocalImports } = await import('./local-imports.ts');
    return LocalImports.open(config, onText);
  },
};

/** Runs `assay import`, and sets the exit code of the process: the first that is not 0 of its files. */
export async function importAction(files: readonly string[], options: ImportOptions): Promise<void> {
  await inPlace(options, IMPORTS, async (host, terminal) => {
    if (options.job === true) return importJobs(host, files, options, terminal);
    const imported: RunDto[] = [];
    let code: number = EXIT.done;
    const onFault = (error: unknown, name: string): void => {
      const failed = faultOf(error, name, terminal);
      code = code === EXIT.done ? failed : code;
    };
    for (const unit of await importUnits(files, (error, path) => onFault(error, basename(path)))) {
      try {
        const kept = await importUnit(host, unit, options, terminal);
        imported.push(...kept.map(({ run }) => run));
        if (options.format === 'text') for (const one of kept) writeOutcome(one, terminal);
      } catch (error) {
        onFault(error, unit.name);
      }
    }
    if (options.format === 'json') terminal.out.write(`${jsonText({ runs: imported }, 2)}\n`);
    return code;
  });
}

async function importJobs(
  host: ImportHost,
  files: readonly string[],
  { format }: ImportOptions,
  terminal: Terminal,
): Promise<number> {
  const kept: KeptJob[] = [];
  let code: number = EXIT.done;
  for (const path of files) {
    try {
      const job = await host.importJob(path);
      kept.push(job);
      if (format === 'text') terminal.out.write(`${job.isNew ? 'Imported' : 'Was there already:'} job ${job.jobId}.\n`);
    } catch (error) {
      const failed = faultOf(error, basename(path), terminal);
      code = code === EXIT.done ? failed : code;
    }
  }
  if (format === 'json')
    terminal.out.write(`${jsonText({ jobs: kept.map(({ jobId, isNew }) => ({ job_id: jobId, is_new: isNew })) }, 2)}\n`);
  return code;
}

/** Imports files at once, and shows how far that is. Several are packed into an archive first, and standard input into a file. */
export async function importUnit(
  host: ImportHost,
  { name, files }: ImportUnit,
  names: ImportNames,
  terminal: Terminal,
): Promise<readonly KeptRun[]> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-import-'));
  const [file = ''] = files;
  try {
    const path = files.length === 1 && file !== '-' ? file : join(folder, 'packed');
    if (file === '-') await pipeline(process.stdin, createWriteStream(path, { flags: 'wx', mode: PRIVATE_FILE }));
    else if (files.length > 1) await packFiles(files, path);
    return await withProgress(name, (await stat(path)).size, terminal, (onProgress) =>
      host.import(path, { ...namesOf(names), name, onProgress }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function namesOf({ runId, experimentId, label }: ImportNames): ImportNames {
  return {
    ...(runId !== undefined && { runId }),
    ...(experimentId !== undefined && { experimentId }),
    ...(label !== undefined && { label }),
  };
}

/** Smaller files are done before anybody could read how far they are. */
const SHOWN_BYTES = 8 * 1024 * 1024;

async function withProgress<Result>(
  name: string,
  size: number,
  terminal: Terminal,
  work: (onProgress: (progress: ImportProgress) => void) => Promise<Result>,
): Promise<Result> {
  if (size < SHOWN_BYTES) return work(() => undefined);
  let progress: ImportProgress = { bytes: 0, samples: 0 };
  const share = (): number => Math.min(1, progress.bytes / size);
  const line = new LiveLine(
    {
      title: () => visibleLine(name),
      share,
      parts: () => [
        { text: `${(100 * share()).toFixed(0)} %`, rank: 0 },
        ...(progress.samples > 0 ? [{ text: `${progress.samples} samples`, rank: 1 }] : []),
      ],
    },
    terminal,
  );
  try {
    return await work((now) => (progress = now));
  } finally {
    line.stop();
  }
}

function writeOutcome({ run, isNew }: KeptRun, terminal: Terminal): void {
  const { run_id: runId, total_samples: samples, experiment_id: experiment, name, metadata } = run;
  const named = name === runId ? '' : ` (${visibleLine(name)})`;
  const what = `${visibleLine(runId)}${named}: ${samples} ${samples === 1 ? 'sample' : 'samples'}, experiment ${visibleLine(experiment)}`;
  terminal.out.write(isNew ? `Imported ${what}.\n` : `Was there already: ${what}.\n`);
  const { warnings } = metadata;
  if (isNew && Array.isArray(warnings))
    for (const warning of warnings) writeSentence(terminal, `Warning: ${visibleLine(String(warning))}`);
}

/** Says what is wrong with a file, and returns the exit code. A fault of Assay is thrown again. */
function faultOf(error: unknown, name: string, terminal: Terminal): number {
  const isSystemError = error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
  const code = error instanceof InvalidRequestError ? EXIT.unusable : isSystemError ? EXIT.failed : exitCodeOf(error);
  if (code === undefined) throw error;
  writeSentence(terminal, `error: ${visibleLine(`${name}: ${errorText(error as Error)}`)}`);
  return code;
}
