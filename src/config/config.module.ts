import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from './config.ts';

export const CONFIG = Symbol('Config');

/** Provides the configuration as `CONFIG`. */
@Module({})
export class ConfigModule {
  static of(config: Config): DynamicModule {
    return { module: ConfigModule, global: true, providers: [{ provide: CONFIG, useValue: config }], exports: [CONFIG] };
  }
}
