import type { CatalogDto } from '../../catalog/catalog.dto.ts';
import type { ProjectDetailDto } from '../../catalog/project.dto.ts';
import { assayClient, type AssayClient } from '../../client/assay-client.ts';
import { clientKey } from '../api-key.ts';
import type { CatalogHost } from './catalog-host.ts';

/** The projects of a server. */
export class ServerCatalog implements CatalogHost {
  readonly #client: AssayClient;

  constructor(url: string) {
    this.#client = assayClient(url.replace(/\/+$/, ''), { apiKey: clientKey() });
  }

  async catalog(): Promise<CatalogDto> {
    const { data } = await this.#client.GET('/api/catalog');
    return data as CatalogDto;
  }

  async project(name: string): Promise<ProjectDetailDto> {
    const { data } = await this.#client.GET('/api/projects/{project}', { params: { path: { project: name } } });
    return data as unknown as ProjectDetailDto;
  }

  /** A client of a server holds nothing. */
  async close(): Promise<void> {
    // Nothing is open between two requests.
  }
}
