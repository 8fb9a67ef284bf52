import { NestFactory } from '@nestjs/core';
import { BENCHMARKS, type Benchmarks, type FetchProgress, type PresentData } from '../domain/benchmark.ts';
import { bringData } from './bring-data.ts';
import { failWith } from './fail-with.ts';
import { LocalBenchmarksModule } from './local-benchmarks.module.ts';
import { LocalLogger } from './local-logger.ts';
import { configOrExit } from './start-server.ts';
import { processTerminal, writeLine, type Terminal } from './terminal.ts';

/** Runs `assay benchmark fetch`, and leaves the exit code to the process. */
export async function fetchBenchmark(name: string): Promise<void> {
  await withBenchmarks(async (benchmarks, terminal) => {
    let data: PresentData | undefined;
    const errand = {
      fetch: async (onProgress: (progress: FetchProgress) => void) => {
        data = await benchmarks.fetch(name, onProgress);
      },
      giveUp: () => void benchmarks.close(),
      quiet: false,
    };
    process.exitCode = await bringData(errand, terminal);
    return data;
  });
}

/** Runs `assay benchmark import`, and leaves the exit code to the process. */
export async function importBenchmark(name: string, file: string): Promise<void> {
  await withBenchmarks((benchmarks) => benchmarks.importFile(name, file));
}

/** `act` gives the data, where it was not interrupted. */
async function withBenchmarks(
  act: (benchmarks: Benchmarks, terminal: Terminal) => Promise<PresentData | undefined>,
): Promise<void> {
  const terminal = processTerminal();
  const { config, warnings } = configOrExit({});
  for (const warning of warnings) writeLine(terminal, `Warning: ${warning}`);
  const context = await NestFactory.createApplicationContext(LocalBenchmarksModule.of(config), {
    logger: new LocalLogger((text) => writeLine(terminal, text)),
    abortOnError: false,
  });
  try {
    const data = await act(context.get<Benchmarks>(BENCHMARKS), terminal);
    if (data !== undefined) terminal.out.write(dataLines(data));
  } catch (error) {
    failWith(error, terminal);
  } finally {
    await context.close();
  }
}

function dataLines({ path, rows, sha256, revision }: PresentData): string {
  const lines = [`Data      ${path}`, `Examples  ${String(rows)}`, `SHA-256   ${sha256}`];
  return `${[...lines, ...(revision === null ? [] : [`Revision  ${revision}`])].join('\n')}\n`;
}
