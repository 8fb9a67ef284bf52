import type { PlaceOf } from '../place.ts';
import type { ResultsHost } from './results-host.ts';

/** Where commands look for what was run. */
export const RESULTS: PlaceOf<ResultsHost> = {
  server: async (url) => {
    const { ServerResults } = await import('./server-results.ts');
    return new ServerResults(url);
  },
  local: async (config, onText) => {
    const { LocalResults } = await import('./local-results.ts');
    return LocalResults.open(config, onText);
  },
};
