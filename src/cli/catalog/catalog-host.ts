import type { CatalogDto } from '../../catalog/catalog.dto.ts';
import type { ProjectDetailDto } from '../../catalog/project.dto.ts';

/** Where a command reads projects: in this process, or on a server. */
export interface CatalogHost {
  catalog(): Promise<CatalogDto>;

  /** A project as it is read, with everything that is wrong with it. Throws where there is none of this name. */
  project(name: string): Promise<ProjectDetailDto>;

  close(): Promise<void>;
}
