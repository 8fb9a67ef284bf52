import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { visibleLine } from '../../evaluation/visible-text.ts';
import { PRIVATE_FILE } from '../../files/private-mode.ts';
import type { ExportFormat, ExportPart } from '../../interop/run-export.ts';
import { EXIT } from '../exit-code.ts';
import { inPlace, type PlaceOf, type PlaceOptions } from '../place.ts';
import { type Terminal, writeSentence } from '../terminal.ts';
import type { ExportedFile, ExportHost } from './export-host.ts';

/** The flags of `assay export`, as commander reads them. */
export interface ExportOptions extends PlaceOptions {
  readonly format: ExportFormat;
  readonly part?: ExportPart;
  readonly output?: string;
}

const EXPORTS: PlaceOf<ExportHost> = {
  server: async (url) => {
    const { ServerExports } = await import('./server-exports.ts');
    return new ServerExports(url);
  },
  local: async (config, onText) => {
    const { LocalExports } = await import('./local-exports.ts');
    return LocalExports.open(config, onText);
  },
};

/** The flags of `assay archive`, as commander reads them. */
export interface ArchiveOptions extends PlaceOptions {
  readonly output?: string;
}

/** Runs `assay export`, and sets the exit code of the process. */
export async function exportAction(name: string, options: ExportOptions): Promise<void> {
  await writing(options, (host, terminal) => exported(host, name, options, terminal));
}

/** Runs `assay archive`, and sets the exit code of the process. */
export async function archiveAction(name: string, options: ArchiveOptions): Promise<void> {
  await writing(options, async (host, terminal) => {
    const file = await host.archive(name);
    await (options.output === undefined ? printed(file) : written(file, options.output, terminal));
  });
}

async function writing(options: PlaceOptions, work: (host: ExportHost, terminal: Terminal) => Promise<void>): Promise<void> {
  await inPlace(options, EXPORTS, async (host, terminal) => {
    try {
      await work(host, terminal);
      return EXIT.done;
    } catch (error) {
      if (!(error instanceof Error) || typeof (error as NodeJS.ErrnoException).syscall !== 'string') throw error;
      writeSentence(terminal, `error: ${visibleLine(error.message)}`);
      return EXIT.failed;
    }
  });
}

async function exported(host: ExportHost, name: string, options: ExportOptions, terminal: Terminal): Promise<void> {
  const { format, part, output } = options;
  const file = await host.export(name, format, part ?? 'evaluation');
  if (output === undefined) {
    await printed(file);
    return;
  }
  await written(file, output, terminal);
  if (format !== 'eee' || part !== undefined) return;
  const samples = await host.export(name, format, 'samples');
  await written(samples, await samplesPath(output, samples), terminal);
}

/** Beside the evaluation: `run_samples.jsonl` of `run.json`, or in the same folder. */
async function samplesPath(output: string, { fileName }: ExportedFile): Promise<string> {
  return (await isFolder(output)) ? join(output, fileName) : `${output.replace(/\.json$/i, '')}_samples.jsonl`;
}

/** Writes a file whole, or not at all. */
async function written({ fileName, chunks }: ExportedFile, output: string, terminal: Terminal): Promise<void> {
  const path = (await isFolder(output)) ? join(output, fileName) : output;
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    await pipeline(Readable.from(chunks, { objectMode: false }), createWriteStream(partial, { mode: PRIVATE_FILE }));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  writeSentence(terminal, `Wrote ${visibleLine(path)}.`);
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}

/** A reader that closes the pipe early is not an error. */
async function printed({ chunks }: ExportedFile): Promise<void> {
  try {
    await pipeline(Readable.from(chunks, { objectMode: false }), process.stdout, { end: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}
