import { Global, Inject, Logger, Module, type OnModuleDestroy } from '@nestjs/common';
import { type Config, environment } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { assayVersion } from '../config/version.ts';
import { BENCHMARKS, type Benchmarks } from '../domain/benchmark.ts';
import { systemClock } from '../domain/clock.ts';
import { BUILT_IN_PROJECTS } from '../domain/project.ts';
import { BENCHMARKS_IN_ORDER } from './benchmark-list.ts';
import { BenchmarkStore } from './benchmark-store.ts';
import { BUILT_IN_FOLDER, builtInProjects } from './built-in-projects.ts';

/** The benchmarks and their projects. */
@Global()
@Module({
  providers: [
    { provide: BENCHMARKS, inject: [CONFIG], useFactory: openBenchmarks },
    {
      provide: BUILT_IN_PROJECTS,
      inject: [CONFIG],
      useFactory: ({ benchmarksDir }: Config) => builtInProjects(benchmarksDir),
    },
  ],
  exports: [BENCHMARKS, BUILT_IN_PROJECTS],
})
export class BenchmarksModule implements OnModuleDestroy {
  readonly #benchmarks: Benchmarks;

  constructor(@Inject(BENCHMARKS) benchmarks: Benchmarks) {
    this.#benchmarks = benchmarks;
  }

  /** While the server still answers, so that requests that wait for data get an answer. */
  async onModuleDestroy(): Promise<void> {
    await this.#benchmarks.close();
  }
}

function openBenchmarks({ benchmarksDir, datasetsServer }: Config): Benchmarks {
  const logger = new Logger('Benchmarks');
  return new BenchmarkStore({
    benchmarks: BENCHMARKS_IN_ORDER,
    bundledData: BUILT_IN_FOLDER,
    dataFolder: benchmarksDir,
    datasetsServer,
    token: environment.HF_TOKEN,
    clock: systemClock,
    version: assayVersion,
    onNotice: (text) => logger.log(text),
  });
}
