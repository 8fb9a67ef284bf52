import type { INestApplicationContext } from '@nestjs/common';
import { BenchmarksModule } from '../../benchmarks/benchmarks.module.ts';
import type { CatalogDto } from '../../catalog/catalog.dto.ts';
import { CatalogService } from '../../catalog/catalog.service.ts';
import type { ProjectDetailDto } from '../../catalog/project.dto.ts';
import { ProjectsService } from '../../catalog/projects.service.ts';
import type { Config } from '../../config/config.ts';
import { EventsModule } from '../../events/events.module.ts';
import { RunnerModule } from '../../runner/runner.module.ts';
import { startLocalParts } from '../local-parts.ts';
import type { CatalogHost } from './catalog-host.ts';

/** Reads the projects of a folder in this process, with the server's own parts. */
export class LocalCatalog implements CatalogHost {
  readonly #context: INestApplicationContext;

  private constructor(context: INestApplicationContext) {
    this.#context = context;
  }

  /** `onText` gets what the projects' code prints. */
  static async open(config: Config, onText: (text: string) => void): Promise<LocalCatalog> {
    const parts = { imports: [EventsModule, BenchmarksModule, RunnerModule], providers: [CatalogService, ProjectsService] };
    return new LocalCatalog(await startLocalParts(config, parts, onText));
  }

  catalog(): Promise<CatalogDto> {
    return this.#context.get(CatalogService, { strict: false }).catalog();
  }

  project(name: string): Promise<ProjectDetailDto> {
    return this.#context.get(ProjectsService, { strict: false }).project(name);
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}
