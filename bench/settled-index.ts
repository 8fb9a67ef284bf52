import { setTimeout as delay } from 'node:timers/promises';
import { getJson } from './client.ts';

interface Ready {
  readonly index: { readonly state: string };
}

interface SearchedPage {
  readonly search: { readonly indexed: number; readonly of: number };
}

/** Waits until the index has everything that is in the storage. */
export async function indexIsReady(url: string): Promise<void> {
  while ((await getJson<Ready>(`${url}/api/ready`)).index.state !== 'ready') await delay(100);
}

/** Waits until a search sees all samples of a run. */
export async function textsAreIndexed(url: string, runId: string): Promise<void> {
  for (;;) {
    const { search } = await getJson<SearchedPage>(`${url}/api/runs/${runId}/samples?q=a&limit=1`);
    if (search.indexed >= search.of) return;
    await delay(250);
  }
}
