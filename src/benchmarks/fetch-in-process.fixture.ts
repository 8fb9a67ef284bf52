// Fetches GSM8K into a folder; names on standard output how many rows are here, and at the end the hash, or what went wrong.
import { sampleBenchmark } from '../../test/fixtures/sample-benchmark.ts';
import { BenchmarkStore } from './benchmark-store.ts';

const [dataFolder = '', datasetsServer = ''] = process.argv.slice(2);
process.on('SIGXFSZ', () => undefined);
const store = new BenchmarkStore({
  benchmarks: [sampleBenchmark('gsm8k')],
  bundledData: dataFolder,
  dataFolder,
  datasetsServer,
  token: undefined,
  clock: { now: () => '2026-11-22T10:00:00.000Z' },
  version: '1.2.3',
  onNotice: () => undefined,
});
const outcome = await store
  .fetch('gsm8k', ({ rows }) => process.stdout.write(`${rows}\n`))
  .then(({ sha256 }) => sha256)
  .catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
process.stdout.write(`${outcome}\n`);
await store.close();
