import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnusableRequestError } from '../../domain/errors.ts';
import { configOrExit } from '../config-or-exit.ts';
import { importUnit } from '../import/import-action.ts';
import { importUnits } from '../import/import-units.ts';
import { LocalImports } from '../import/local-imports.ts';
import { type Terminal, writeLine } from '../terminal.ts';
import type { ComparisonHost } from './comparison-host.ts';
import { LocalComparisons } from './local-comparisons.ts';

/** Imports files into a folder of their own, which is removed again, and lets `act` compare their runs: those of the first file come first. */
export async function withImportedFiles<Result>(
  files: readonly string[],
  terminal: Terminal,
  act: (host: ComparisonHost, runIds: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-compare-'));
  const config = configOrExit({ projectsRoot: folder, storageDir: join(folder, 'storage') });
  const onText = (text: string): void => writeLine(terminal, text);
  let host: ComparisonHost | undefined;
  try {
    const imports = await LocalImports.open(config, onText);
    const runIds: string[] = [];
    try {
      for (const unit of await importUnits(files, (error) => {
        throw error;
      })) {
        const kept = await importUnit(imports, unit, {}, terminal);
        for (const { run } of kept) {
          if (runIds.includes(run.run_id)) throw sameBytes(unit.name);
          runIds.push(run.run_id);
        }
      }
    } finally {
      await imports.close();
    }
    if (runIds.length < 2) throw new UnusableRequestError('The file has one run: name another file to compare it with.');
    host = await LocalComparisons.open(config, onText);
    return await act(host, runIds);
  } finally {
    await host?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function sameBytes(name: string): UnusableRequestError {
  return new UnusableRequestError(`${name} has the same bytes as another of the files: name files that differ.`);
}
