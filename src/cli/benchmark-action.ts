import type { BenchmarkDto } from '../catalog/benchmark.dto.ts';
import { UnusableRequestError } from '../domain/errors.ts';
import type { BenchmarkHost } from './benchmark-host.ts';
import { bringData } from './bring-data.ts';
import { benchmarkTable } from './benchmark-table.ts';
import { failWith } from './fail-with.ts';
import { requestedFields, type FieldOptions, type OutputOptions } from './job-flags.ts';
import { openJobHost, type HostOptions } from './open-job-host.ts';
import { runJob } from './run-job.ts';
import { processTerminal, writeLine, type Terminal } from './terminal.ts';

/** The options of `assay benchmark`: those of an evaluate job, but for what the benchmark itself names. */
export type BenchmarkOptions = Omit<FieldOptions, 'project' | 'program' | 'prompt' | 'examples'> &
  Partial<Pick<FieldOptions, 'prompt'>> &
  OutputOptions;

export interface ListOptions extends HostOptions {
  readonly format: string;
}

/** Prints what benchmarks there are. */
export async function listBenchmarks(options: ListOptions): Promise<void> {
  await withHost(options, async (host, { out, inColour }) => {
    const presets = await host.benchmarks();
    const names = presets.map(({ name }) => name);
    out.write(
      options.format === 'json'
        ? `${JSON.stringify({ benchmarks: names, presets }, null, 2)}\n`
        : `${benchmarkTable(presets, inColour)}\n`,
    );
    return 0;
  });
}

/** Evaluates a model on a benchmark, whose data is fetched where it is not there, and leaves the exit code to the process. */
export async function runBenchmark(name: string, options: BenchmarkOptions): Promise<void> {
  await withHost(options, async (host, terminal) => {
    const preset = findPreset(await host.benchmarks(), name);
    const interruptedWith = await bringPreset(host, preset, options.quiet === true, terminal);
    if (interruptedWith !== undefined) return interruptedWith;
    const { project, program, prompt, examples, metrics } = preset.request;
    const fields = requestedFields({ prompt, metric: metrics, ...options, project, program, examples });
    return runJob({ kind: 'evaluate', fields, title: `${name} · ${options.model}`, ...options }, host, terminal);
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
      `the project ${preset.replaced_by} stands in the place of the benchmark ${name}: rename its folder, or run it with assay evaluate`,
    );
  }
  return preset;
}

/** Returns the exit code of a Ctrl-C. */
async function bringPreset(
  host: BenchmarkHost,
  { name, data }: BenchmarkDto,
  quiet: boolean,
  terminal: Terminal,
): Promise<number | undefined> {
  if (data.state === 'present') return undefined;
  if (host.outlivesUs) {
    writeLine(terminal, `The data of ${name} is not on the server yet: the job starts when the server has fetched it.`);
    return undefined;
  }
  return bringData(
    { fetch: (onProgress) => host.fetchData(name, onProgress), giveUp: () => host.giveUpData(), quiet },
    terminal,
  );
}

async function withHost(
  options: HostOptions,
  act: (host: BenchmarkHost, terminal: Terminal) => Promise<number>,
): Promise<void> {
  const terminal = processTerminal();
  const host = await openJobHost(options, (text) => writeLine(terminal, text));
  try {
    process.exitCode = await act(host, terminal);
  } catch (error) {
    failWith(error, terminal);
  } finally {
    await host.close();
  }
}
