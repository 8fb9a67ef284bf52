import type { BenchmarkDto } from '../../catalog/benchmark.dto.ts';
import { BenchmarksModule } from '../../benchmarks/benchmarks.module.ts';
import { BENCHMARKS, type Benchmarks, type FetchProgress, type PresentData } from '../../domain/benchmark.ts';
import { UnusableRequestError } from '../../domain/errors.ts';
import { configOrExit } from '../config-or-exit.ts';
import { failWith } from '../exit-code.ts';
import { requestedFields, type FieldOptions, type OutputOptions } from '../jobs/job-flags.ts';
import type { JobHost } from '../jobs/job-host.ts';
import { withJobHost, type HostOptions } from '../jobs/open-job-host.ts';
import { planJob } from '../jobs/plan-job.ts';
import { runJob } from '../jobs/run-job.ts';
import { startLocalParts } from '../local-parts.ts';
import { processTerminal, writeLine, type Terminal } from '../terminal.ts';
import { benchmarkTable } from './benchmark-table.ts';
import { fetchData } from './fetch-data.ts';
import { jsonText } from '../../evaluation/json-text.ts';

/** The options of `assay benchmark`: those of an evaluate job, without what the benchmark itself decides. */
export type BenchmarkOptions = Omit<FieldOptions, 'project' | 'program' | 'prompt' | 'examples'> &
  Partial<Pick<FieldOptions, 'prompt'>> &
  OutputOptions;

export interface ListOptions extends HostOptions {
  readonly format: string;
}

/** Prints the list of benchmarks. */
export async function listBenchmarks(options: ListOptions): Promise<void> {
  await withJobHost(options, async (host, terminal) => {
    const presets = await host.benchmarks();
    const names = presets.map(({ name }) => name);
    terminal.out.write(
      options.format === 'json' ? `${jsonText({ benchmarks: names, presets }, 2)}\n` : `${benchmarkTable(presets, terminal)}\n`,
    );
    return 0;
  });
}

/** Evaluates a model on a benchmark, after fetching its data if need be, and sets the exit code of the process. */
export async function runBenchmark(name: string, options: BenchmarkOptions): Promise<void> {
  await withJobHost(options, async (host, terminal) => {
    const preset = findPreset(await host.benchmarks(), name);
    const { project, program, prompt, examples, metrics } = preset.request;
    const fields = requestedFields({ prompt, metric: metrics, ...options, project, program, examples });
    const request = { kind: 'evaluate', fields, title: `${name} · ${options.model}`, ...options } as const;
    if (options.dryRun === true) return planJob(request, host, terminal);
    const interruptedWith = await fetchPreset(host, preset, options.quiet === true, terminal);
    return interruptedWith ?? runJob(request, host, terminal);
  });
}

function findPreset(presets: readonly BenchmarkDto[], name: string): BenchmarkDto {
  const preset = presets.find((item) => item.name === name);
  if (preset === undefined) {
    const names = presets.map((item) => item.name).join(', ');
    throw new UnusableRequestError(`there is no benchmark ${JSON.stringify(name)}; the benchmarks are: ${names}`);
  }
  if (preset.replaced_by !== null) {
    throw new UnusableRequestError(
      `the project ${preset.replaced_by} takes the place of the benchmark ${name}: rename its folder, or run it with assay evaluate`,
    );
  }
  return preset;
}

/** Resolves to an exit code if Ctrl-C ended the fetch. */
async function fetchPreset(
  host: JobHost,
  { name, data }: BenchmarkDto,
  quiet: boolean,
  terminal: Terminal,
): Promise<number | undefined> {
  if (data.state === 'present') return undefined;
  if (host.keepsRunning) {
    writeLine(terminal, `The data of ${name} is not on the server yet: the server fetches it, then the job starts.`);
    return undefined;
  }
  const fetch = (onProgress: (progress: FetchProgress) => void): Promise<void> => host.fetchData(name, onProgress);
  return fetchData({ fetch, cancel: () => host.cancelFetch(), quiet }, terminal);
}

/** Runs `assay benchmark fetch`, and sets the exit code of the process. */
export async function fetchBenchmark(name: string): Promise<void> {
  await withBenchmarks(async (benchmarks, terminal) => {
    let data: PresentData | undefined;
    const fetch = async (onProgress: (progress: FetchProgress) => void): Promise<void> => {
      data = await benchmarks.fetch(name, onProgress);
    };
    process.exitCode = await fetchData({ fetch, cancel: () => void benchmarks.close(), quiet: false }, terminal);
    return data;
  });
}

/** Runs `assay benchmark import`, and sets the exit code of the process. */
export async function importBenchmark(name: string, file: string): Promise<void> {
  await withBenchmarks((benchmarks) => benchmarks.importFile(name, file));
}

/** Prints the data that `act` resolves to: `undefined` if it was interrupted. */
async function withBenchmarks(
  act: (benchmarks: Benchmarks, terminal: Terminal) => Promise<PresentData | undefined>,
): Promise<void> {
  const terminal = processTerminal();
  const context = await startLocalParts(configOrExit({}), { imports: [BenchmarksModule] }, (text) => writeLine(terminal, text));
  try {
    const data = await act(context.get<Benchmarks>(BENCHMARKS, { strict: false }), terminal);
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
