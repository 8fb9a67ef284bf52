import {
  Global,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CONFIG } from '../config/config.module.ts';
import type { Config } from '../config/config.ts';
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

function createRunner(config: Config): ForkedRunner {
  const logger = new Logger('Project');
  return new ForkedRunner({
    settings: {
      projectsRoot: config.projectsRoot,
      trialTimeoutMs: config.trialTimeoutSeconds * 1_000,
      retryPolicy: { maxRetries: config.modelMaxRetries, timeoutMs: config.modelTimeoutSeconds * 1_000 },
    },
    limits: { memoryMb: config.jobMemoryMb, unresponsiveMs: config.unresponsiveSeconds * 1_000 },
    importTimeoutMs: config.importTimeoutSeconds * 1_000,
    onOutput: (text) => logger.log(text.trimEnd()),
  });
}

@Global()
@Module({
  providers: [{ provide: RUNNER, useFactory: createRunner, inject: [CONFIG] }, RunnerLifecycle],
  exports: [RUNNER],
})
export class RunnerModule {}
