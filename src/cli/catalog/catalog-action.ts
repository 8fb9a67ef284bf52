import type { ProjectDto } from '../../catalog/catalog.dto.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import { EXIT } from '../exit-code.ts';
import { inPlace, type PlaceOf, type PlaceOptions } from '../place.ts';
import type { CatalogHost } from './catalog-host.ts';
import { catalogText, type ListedProject, projectText } from './catalog-text.ts';

/** The flags of `assay catalog`, as commander reads them. */
export interface CatalogOptions extends PlaceOptions {
  readonly format: 'text' | 'json';
}

const CATALOG: PlaceOf<CatalogHost> = {
  server: async (url) => {
    const { ServerCatalog } = await import('./server-catalog.ts');
    return new ServerCatalog(url);
  },
  local: async (config, onText) => {
    const { LocalCatalog } = await import('./local-catalog.ts');
    return LocalCatalog.open(config, onText);
  },
};

/** Runs `assay catalog`, and sets the exit code of the process. */
export async function catalogAction(name: string | undefined, options: CatalogOptions): Promise<void> {
  await inPlace(options, CATALOG, async (host, terminal) => {
    if (name !== undefined) {
      const project = await host.project(name);
      terminal.out.write(options.format === 'json' ? `${jsonText(project, 2)}\n` : projectText(project, terminal));
      return EXIT.done;
    }
    const { projects_root: root, projects } = await host.catalog();
    const listed: ListedProject[] = [];
    for (const project of projects) listed.push(await withProblems(host, project));
    const catalog = { projects_root: root, projects: listed };
    terminal.out.write(options.format === 'json' ? `${jsonText(catalog, 2)}\n` : catalogText(catalog, terminal));
    return EXIT.done;
  });
}

/** Those that come with Assay have none. */
async function withProblems(host: CatalogHost, project: Pick<ProjectDto, keyof ProjectDto>): Promise<ListedProject> {
  if (project.built_in === true) return { ...project, problems: [] };
  const { problems } = await host.project(project.name);
  return { ...project, problems };
}
