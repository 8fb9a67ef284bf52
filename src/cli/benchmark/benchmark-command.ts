import { type Command, Option } from 'commander';
import { EXIT_CODES_HELP } from '../exit-code.ts';
import { addHow, addOutput, fieldFlag } from '../jobs/job-flags.ts';
import { apiKeyOption } from '../api-key.ts';
import { serverUrl } from '../option-values.ts';
import type { BenchmarkOptions, ListOptions } from './benchmark-action.ts';

const MORE_HELP = `
Examples:
  assay benchmark list                                        the benchmarks
  assay benchmark demo --model local:arithmetic               offline
  assay benchmark gsm8k --model openai:gpt-5-mini --workers 16 --limit 200
  assay benchmark import gsm8k test.parquet                   data from a file, for a machine without a network
${EXIT_CODES_HELP}`;

/** `assay benchmark NAME`, with the commands `list`, `fetch` and `import`. */
export function addBenchmarkCommand(program: Command): void {
  const benchmark = program
    .command('benchmark')
    .description('evaluate a model on a well-known benchmark; list them, fetch or import their data')
    .argument('<benchmark>', 'its name')
    .enablePositionalOptions()
    .showHelpAfterError('(assay benchmark list shows the benchmarks, assay benchmark --help the options)')
    .optionsGroup('What:')
    .addOption(fieldFlag('model', 'the model (required), such as openai:gpt-5-mini or local:arithmetic'))
    .addOption(fieldFlag('prompt', 'another of its prompt templates, such as answer_only'))
    .addOption(fieldFlag('metrics', 'a metric to score by; repeat it, or separate names with commas (default: its usual one)'));
  addHow(benchmark, 'evaluate');
  addOutput(benchmark, { scored: true });
  benchmark
    .addHelpText('after', MORE_HELP)
    .allowExcessArguments(false)
    .action(async (name: string, options: BenchmarkOptions) => {
      if (benchmark.getOptionValue('model') === undefined) benchmark.error('error: missing --model <provider:id>');
      // Loaded only now, so that help and wrong options are answered at once.
      const { runBenchmark } = await import('./benchmark-action.ts');
      await runBenchmark(name, options);
    });
  addList(benchmark);
  addFetch(benchmark);
  addImport(benchmark);
}

function addList(benchmark: Command): void {
  benchmark
    .command('list')
    .description('list the benchmarks, and say whether their data is here')
    .addOption(new Option('--server <url>', 'ask this server').argParser(serverUrl).conflicts('projectsRoot'))
    .addOption(apiKeyOption())
    .option('--projects-root <dir>', 'folder of the projects (default: as for assay serve)')
    .addOption(new Option('--format <name>', 'format of the list').choices(['text', 'json']).default('text'))
    .allowExcessArguments(false)
    .action(async (options: ListOptions) => {
      const { listBenchmarks } = await import('./benchmark-action.ts');
      await listBenchmarks(options);
    });
}

function addFetch(benchmark: Command): void {
  benchmark
    .command('fetch')
    .description('fetch the data of a benchmark now instead of before its first job')
    .argument('<benchmark>', 'its name')
    .allowExcessArguments(false)
    .action(async (name: string) => {
      const { fetchBenchmark } = await import('./benchmark-action.ts');
      await fetchBenchmark(name);
    });
}

function addImport(benchmark: Command): void {
  benchmark
    .command('import')
    .description('take the data of a benchmark from a file: .parquet, .jsonl or .json, also compressed with gzip')
    .argument('<benchmark>', 'its name')
    .argument('<file>', 'the file as its source publishes it')
    .allowExcessArguments(false)
    .action(async (name: string, file: string) => {
      const { importBenchmark } = await import('./benchmark-action.ts');
      await importBenchmark(name, file);
    });
}
