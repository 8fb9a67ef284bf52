import { Inject, Injectable } from '@nestjs/common';
import type { Job } from '../domain/job.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { MODEL_DIRECTORY, type ModelDirectory } from '../domain/model-directory.ts';
import type { ModelDto } from './model.dto.ts';

/** How often a model was used. */
interface Use {
  used: number;
  lastUsed: string;
}

@Injectable()
export class ModelsService {
  constructor(
    @Inject(JOB_STORE) private readonly store: JobStore,
    @Inject(MODEL_DIRECTORY) private readonly directory: ModelDirectory,
  ) {}

  /** The models of all jobs, the last one that was used first, then the offline ones that were not used. */
  async list(): Promise<ModelDto[]> {
    const { jobs } = await this.store.list();
    const uses = usesOf(jobs);
    const names = [...uses.keys(), ...this.directory.offline.filter((name) => !uses.has(name))];
    const facts = await this.directory.look(names);
    return facts.map(({ provider, hasKey, isPriceKnown, problem }, index) => {
      const model = names[index] ?? '';
      const { used, lastUsed } = uses.get(model) ?? { used: 0, lastUsed: null };
      return { model, used, last_used: lastUsed, provider, has_key: hasKey, price_known: isPriceKnown, problem };
    });
  }
}

/** Jobs come newest first, so the first one that names a model is the last that used it. */
function usesOf(jobs: readonly Job[]): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>();
  for (const { spec, startedAt } of jobs) {
    for (const model of new Set([spec.model, ...(spec.proposerModel === undefined ? [] : [spec.proposerModel])])) {
      const use = uses.get(model);
      if (use === undefined) uses.set(model, { used: 1, lastUsed: startedAt });
      else use.used += 1;
    }
  }
  return uses;
}
