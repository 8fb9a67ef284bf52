import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { jsonText } from '../../evaluation/json-text.ts';
import { visibleLine } from '../../evaluation/visible-text.ts';
import { InvalidRequestError } from '../../http/invalid-request.error.ts';
import type { RunDto } from '../../runs/run.dto.ts';
import { errorText, EXIT, exitCodeOf } from '../exit-code.ts';
import { inPlace, type PlaceOf, type PlaceOptions } from '../place.ts';
import { type Terminal, writeSentence } from '../terminal.ts';
import { type HeaderFields, importContent } from './import-format.ts';
import type { ImportHost } from './import-host.ts';

/** The flags of `assay import`, as commander reads them. */
export interface ImportOptions extends PlaceOptions {
  readonly runId?: string;
  readonly experimentId?: string;
  readonly label?: string;
  readonly format: 'text' | 'json';
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
    const imported: RunDto[] = [];
    let code: number = EXIT.done;
    for (const file of files) {
      try {
        const { run, isNew } = await importFile(host, file, options);
        imported.push(run);
        if (options.format === 'text') terminal.out.write(`${outcome(run, isNew)}\n`);
      } catch (error) {
        const failed = faultOf(error, file, terminal);
        code = code === EXIT.done ? failed : code;
      }
    }
    if (options.format === 'json') terminal.out.write(`${jsonText({ runs: imported }, 2)}\n`);
    return code;
  });
}

async function importFile(
  host: ImportHost,
  file: string,
  { runId, experimentId, label }: ImportOptions,
): ReturnType<ImportHost['import']> {
  const stream = file === '-' ? process.stdin : createReadStream(file);
  const fields: HeaderFields = {
    ...(runId !== undefined && { run_id: runId }),
    ...(experimentId !== undefined && { experiment_id: experimentId }),
    ...(label !== undefined && { label }),
  };
  const chunks = stream.setEncoding('utf8') as AsyncIterable<string>;
  return host.import(await importContent(chunks, fields));
}

function outcome({ run_id: runId, total_samples: samples, experiment_id: experiment }: RunDto, isNew: boolean): string {
  const what = `${visibleLine(runId)}: ${samples} ${samples === 1 ? 'sample' : 'samples'}, experiment ${visibleLine(experiment)}`;
  return isNew ? `Imported ${what}.` : `Was there already: ${what}.`;
}

/** Says what is wrong with a file, and returns the exit code. A fault of Assay is thrown again. */
function faultOf(error: unknown, file: string, terminal: Terminal): number {
  const name = file === '-' ? 'standard input' : basename(file);
  const isSystemError = error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
  const isUnusable = error instanceof InvalidRequestError || error instanceof SyntaxError;
  const code = isUnusable ? EXIT.unusable : isSystemError ? EXIT.failed : exitCodeOf(error);
  if (code === undefined) throw error;
  const message = errorText(error as Error);
  writeSentence(
    terminal,
    `error: ${visibleLine(`${name}: ${error instanceof SyntaxError ? `it is no JSON: ${message}` : message}`)}`,
  );
  return code;
}
