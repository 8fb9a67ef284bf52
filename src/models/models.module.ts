import { Module } from '@nestjs/common';
import { type Config, environment } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { MODEL_DIRECTORY } from '../domain/model-directory.ts';
import { RegisteredModels } from './registered-models.ts';

/** Provides what is known of models. */
@Module({
  providers: [
    {
      provide: MODEL_DIRECTORY,
      inject: [CONFIG],
      useFactory: ({ offline, pricesFile }: Config) => new RegisteredModels({ env: environment, offline, pricesFile }),
    },
  ],
  exports: [MODEL_DIRECTORY],
})
export class ModelsModule {}
