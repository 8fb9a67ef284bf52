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
import { ConfigError } from '../config/parse-config.ts';
import { BENCHMARKS, type Benchmarks } from '../domain/benchmark.ts';
import { JOB_TRACES, type JobTraces } from '../domain/job-traces.ts';
import { Meters } from '../domain/meters.ts';
import { BUILT_IN_PROJECTS, type BuiltInProject } from '../domain/project.ts';
import { PROJECTS } from '../domain/projects.ts';
import { RUNNER } from '../domain/runner.ts';
import { bubblewrapFault } from './confinement/bubblewrap.ts';
import { type Sandbox, sandboxKind } from './confinement/confiner.ts';
import { ForkedRunner } from './forked-runner.ts';
import { FileProjects } from './projects/file-projects.ts';

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
    {
      provide: PROJECTS,
      inject: [RUNNER, CONFIG, BUILT_IN_PROJECTS],
      useFactory: (runner: ForkedRunner, config: Config, builtIns: readonly BuiltInProject[]) =>
        new FileProjects({
          roots: { projectsRoot: config.projectsRoot, builtIns },
          modulesOf: (name) => runner.inspector.modulesOf(name),
          confinedTo: config.sandbox === 'off' ? null : config.sandboxRead,
        }),
    },
    RunnerLifecycle,
  ],
  exports: [RUNNER, PROJECTS],
})
export class RunnerModule {}

async function createRunner(
  config: Config,
  benchmarks: Benchmarks,
  builtIns: readonly BuiltInProject[],
  meters: Meters,
  traces?: JobTraces,
): Promise<ForkedRunner> {
  const logger = new Logger('Project');
  const sandbox = await sandboxOf(config);
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
      offline: config.offline,
      pricesFile: config.pricesFile,
      python: { command: config.python, unresponsiveMs: config.unresponsiveSeconds * 1_000 },
    },
    process: {
      memoryMb: config.jobMemoryMb,
      unresponsiveMs: config.unresponsiveSeconds * 1_000,
      inspectFlag: inspectFlag(config.inspectChild),
      onOutput: (lines) => logger.log(lines),
    },
    sandbox,
    importTimeoutMs: config.importTimeoutSeconds * 1_000,
    maxCheckingProcesses: config.maxCheckingProcesses,
    fetchData: (project) => benchmarks.fetch(project),
    traceparentOf: (jobId) => traces?.traceparentOf(jobId) ?? null,
  });
  runner.measure(meters);
  return runner;
}

/** Throws a `ConfigError` where the sandbox that is asked for can't be had here. */
async function sandboxOf(config: Config): Promise<Sandbox | null> {
  const { sandbox: setting, inspectChild, sandboxEnv: env, sandboxProviders: providers, sandboxRead: read } = config;
  const fault = setting === 'bwrap' || setting === 'auto' ? await bubblewrapFault() : null;
  const isReachable = inspectChild === null || setting !== 'auto';
  const kind = sandboxKind(setting, fault === null && isReachable);
  if (kind === 'bwrap' && fault !== null) {
    throw new ConfigError(
      `ASSAY_SANDBOX is "bwrap", and bubblewrap does not work here: ${fault}. Install bubblewrap, and allow user namespaces ` +
        '(docs/security.md); or use ASSAY_SANDBOX=node, which holds back less',
    );
  }
  if (kind === 'bwrap' && inspectChild !== null)
    throw new ConfigError('ASSAY_INSPECT_CHILD: no debugger can reach into ASSAY_SANDBOX=bwrap; use ASSAY_SANDBOX=node');
  if (kind !== null)
    new Logger('Sandbox').log(`Programs are confined by ${kind === 'bwrap' ? 'bubblewrap' : "Node's permissions"}.`);
  return kind === null ? null : { kind, env, providers, read };
}

/** Node's flag for a debugger setting: `9229`, `brk` or `brk:9229`. The debugger listens on this machine only. */
export function inspectFlag(setting: string | null): string | null {
  if (setting === null) return null;
  const port = /\d+$/.exec(setting)?.[0] ?? '9229';
  return `--inspect${setting.startsWith('brk') ? '-brk' : ''}=127.0.0.1:${port}`;
}
