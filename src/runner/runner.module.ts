import { join } from 'node:path';
import {
  Global,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { BENCHMARKS, type Benchmarks } from '../domain/benchmark.ts';
import { JOB_TRACES, type JobTraces } from '../domain/job-traces.ts';
import { Meters } from '../domain/meters.ts';
import { BUILT_IN_PROJECTS, type BuiltInProject } from '../domain/project.ts';
import { RUNNER } from '../domain/runner.ts';
import { ForkedRunner } from './forked-runner.ts';

/** Starts the runner with the server and ends its processes with it. */
@Injectable()
class RunnerLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(RUNNER) private readonly runner: ForkedRunner) {}

  onApplicationBootstrap(): void {
    this.runner.warmUp();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.runner.close();
  }
}

@Global()
@Module({
  providers: [
    {
      provide: RUNNER,
      useFactory: createRunner,
      inject: [CONFIG, BENCHMARKS, BUILT_IN_PROJECTS, Meters, { token: JOB_TRACES, optional: true }],
    },
    RunnerLifecycle,
  ],
  exports: [RUNNER],
})
export class RunnerModule {}

function createRunner(
  config: Config,
  benchmarks: Benchmarks,
  builtIns: readonly BuiltInProject[],
  meters: Meters,
  traces?: JobTraces,
): ForkedRunner {
  const logger = new Logger('Project');
  const runner = new ForkedRunner({
    settings: {
      projectsRoot: config.projectsRoot,
      builtIns,
      trialTimeoutMs: config.trialTimeoutSeconds * 1_000,
      retryPolicy: {
        maxRetries: config.modelMaxRetries,
        timeoutMs: config.modelTimeoutSeconds * 1_000,
        maxOutageMs: config.modelOutageSeconds * 1_000,
      },
      maxResponseBytes: config.modelResponseLimitBytes,
      cache: { folder: config.cacheDir ?? join(config.storageDir, 'cache'), maxBytes: config.cacheMb * 1024 ** 2 },
      pricesFile: config.pricesFile,
    },
    process: {
      memoryMb: config.jobMemoryMb,
      unresponsiveMs: config.unresponsiveSeconds * 1_000,
      inspectFlag: inspectFlag(config.inspectChild),
      onOutput: (lines) => logger.log(lines),
    },
    importTimeoutMs: config.importTimeoutSeconds * 1_000,
    maxCheckingProcesses: config.maxCheckingProcesses,
    fetchData: (project) => benchmarks.fetch(project),
    traceparentOf: (jobId) => traces?.traceparentOf(jobId) ?? null,
  });
  runner.measure(meters);
  return runner;
}

/** Node's flag for a debugger setting: `9229`, `brk` or `brk:9229`. The debugger listens on this machine only. */
export function inspectFlag(setting: string | null): string | null {
  if (setting === null) return null;
  const port = /\d+$/.exec(setting)?.[0] ?? '9229';
  return `--inspect${setting.startsWith('brk') ? '-brk' : ''}=127.0.0.1:${port}`;
}
