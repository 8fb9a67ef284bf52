import { Inject, Injectable } from '@nestjs/common';
import type { ProjectListing } from '../domain/project.ts';
import { RUNNER, type Runner } from '../domain/runner.ts';
import type { CatalogDto, ProjectDto } from './catalog.dto.ts';

@Injectable()
export class CatalogService {
  constructor(@Inject(RUNNER) private readonly runner: Runner) {}

  /** What there is to run, as the wire has it. */
  async catalog(): Promise<CatalogDto> {
    const { projectsRoot, projects } = await this.runner.catalog();
    return { projects_root: projectsRoot, projects: projects.map(projectDto) };
  }
}

function projectDto({ name, programs, metrics, prompts, datasets, ignored, isBuiltIn, error }: ProjectListing): ProjectDto {
  return {
    name,
    programs,
    metrics,
    prompts,
    datasets,
    ...(ignored.length === 0 ? {} : { ignored }),
    ...(isBuiltIn ? { built_in: true } : {}),
    ...(error === undefined ? {} : { error }),
  };
}
