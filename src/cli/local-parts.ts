import 'reflect-metadata';
import {
  Module,
  type DynamicModule,
  type INestApplicationContext,
  type LoggerService,
  type ModuleMetadata,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Config } from '../config/config.ts';
import { ConfigModule } from '../config/config.module.ts';
import { provideSamples } from '../config/samples.ts';

/**
 * Starts parts of the server in this process, without HTTP. `onText` gets what the code of projects prints, what happens to the data
 * of benchmarks, and faults of Assay itself. Close the context that it resolves to.
 */
export async function startLocalParts(
  config: Config,
  parts: Pick<ModuleMetadata, 'imports' | 'providers'>,
  onText: (text: string) => void,
): Promise<INestApplicationContext> {
  await provideSamples(config.projectsRoot);
  const module = LocalParts.of(config, parts);
  return NestFactory.createApplicationContext(module, { logger: new LocalLogger(onText), abortOnError: false });
}

@Module({})
class LocalParts {
  static of(config: Config, { imports = [], providers = [] }: Pick<ModuleMetadata, 'imports' | 'providers'>): DynamicModule {
    return { module: LocalParts, imports: [ConfigModule.of(config), ...imports], providers };
  }
}

/** The contexts whose log lines are meant for the person who runs the command. */
const SHOWN_CONTEXTS: readonly unknown[] = ['Project', 'Benchmarks'];

class LocalLogger implements LoggerService {
  readonly #onText: (text: string) => void;

  constructor(onText: (text: string) => void) {
    this.#onText = onText;
  }

  log(message: unknown, context?: unknown): void {
    if (SHOWN_CONTEXTS.includes(context)) this.#onText(String(message));
  }

  error(message: unknown): void {
    this.#onText(String(message));
  }

  warn(): void {
    // A failed job's own event says the same.
  }
}
