import { Inject, Injectable } from '@nestjs/common';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { MODEL_DIRECTORY, type ModelDirectory } from '../domain/model-directory.ts';
import type { ModelDto } from './model.dto.ts';

@Injectable()
export class ModelsService {
  constructor(
    @Inject(JOB_STORE) private readonly store: JobStore,
    @Inject(MODEL_DIRECTORY) private readonly directory: ModelDirectory,
  ) {}

  /** The models of all jobs, the last one that was used first, then the offline ones that were not used. */
  async list(): Promise<ModelDto[]> {
    const uses = new Map((await this.store.modelUses()).map((use) => [use.model, use]));
    const names = [...uses.keys(), ...this.directory.offline.filter((name) => !uses.has(name))];
    const facts = await this.directory.look(names);
    return facts.map(({ provider, hasKey, isPriceKnown, problem }, index) => {
      const model = names[index] ?? '';
      const { used, lastUsed } = uses.get(model) ?? { used: 0, lastUsed: null };
      return { model, used, last_used: lastUsed, provider, has_key: hasKey, price_known: isPriceKnown, problem };
    });
  }
}
