import { NestFactory } from '@nestjs/core';
import { BENCHMARKS, type Benchmarks, type PresentData } from '../domain/benchmark.ts';
import { failWith } from './fail-with.ts';
import { FetchBar } from './fetch-bar.ts';
import { LocalBenchmarksModule } from './local-benchmarks.module.ts';
import { LocalLogger } from './local-logger.ts';
import { configOrExit } from './start-server.ts';
import { processTerminal, writeLine, type Terminal } from './terminal.ts';

/** Runs `assay benchmark fetch`, and leaves the exit code to the process. */
export async function fetchBenchmark(name: string): Promise<void> {
  await withBenchmarks(async (benchmarks, terminal) => {
    const listing = (await benchmarks.list()).find(({ benchmark }) => benchmark.name === name);
    const bar = new FetchBar(terminal);
    if (listing !== undefined && listing.data.state !== 'present') bar.start(listing.benchmark.size);
    try {
      return await benchmarks.fetch(name, (progress) => bar.show(progress));
    } finally {
      bar.stop();
    }
  });
}

/** Runs `assay benchmark import`, and leaves the exit code to the process. */
export async function importBenchmark(name: string, file: string): Promise<void> {
  await withBenchmarks((benchmarks) => benchmarks.importFile(name, file));
}

async function withBenchmarks(act: (benchmarks: Benchmarks, terminal: Terminal) => Promise<PresentData>): Promise<void> {
  const terminal = processTerminal();
  const { config, warnings } = configOrExit({});
  for (const warning of warnings) writeLine(terminal, `Warning: ${warning}`);
  const context = await NestFactory.createApplicationContext(LocalBenchmarksModule.of(config), {
    logger: new LocalLogger((text) => writeLine(terminal, text)),
    abortOnError: false,
  });
  try {
    const data = await act(context.get<Benchmarks>(BENCHMARKS), terminal);
    terminal.out.write(dataLines(data));
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
