import { Inject, Injectable } from '@nestjs/common';
import { PROJECTS, type ProjectDetail, type Projects, type PromptDetail, type RowQuery } from '../domain/projects.ts';
import { jsonText } from '../evaluation/json-text.ts';
import type { ProjectDetailDto, PromptDetailDto } from './project.dto.ts';

@Injectable()
export class ProjectsService {
  constructor(@Inject(PROJECTS) private readonly projects: Projects) {}

  /** A project as the wire has it. */
  async project(name: string): Promise<ProjectDetailDto> {
    return projectDto(await this.projects.project(name));
  }

  async prompt(project: string, name: string): Promise<PromptDetailDto> {
    return promptDto(await this.projects.prompt(project, name));
  }

  /** A page of rows as JSON: each row is JSON already, with all digits of its numbers. */
  async rowsJson(project: string, dataset: string, query: RowQuery): Promise<string> {
    const { rows, total, problems } = await this.projects.rows(project, dataset, query);
    return `{"rows":[${rows.join(',')}],"total":${jsonText(total)},"problems":${jsonText(problems)}}`;
  }
}

function projectDto({ name, isBuiltIn, programs, metrics, prompts, datasets, problems }: ProjectDetail): ProjectDetailDto {
  return {
    name,
    built_in: isBuiltIn,
    programs: programs.map((program) => ({ ...program, file: program.file ?? '' })),
    metrics: metrics.map((metric) => ({ ...metric, file: metric.file ?? '' })),
    prompts: prompts.map(promptDto),
    datasets: datasets.map((dataset) => ({ ...dataset })),
    problems: problems.map((problem) => ({ ...problem })),
  };
}

function promptDto({ name, file, template, sha256, variables }: PromptDetail): PromptDetailDto {
  return { name, file, template, sha256, variables };
}
