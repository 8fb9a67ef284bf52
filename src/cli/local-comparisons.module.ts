import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { CompareModule } from '../compare/compare.module.ts';
import { ConfigModule } from '../config/config.module.ts';
import type { Config } from '../config/config.ts';

/** The part of the server that compares runs, without its edges. */
@Module({})
export class LocalComparisonsModule {
  static of(config: Config): DynamicModule {
    return { module: LocalComparisonsModule, imports: [ConfigModule.of(config), CompareModule] };
  }
}
