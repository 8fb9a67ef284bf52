import { SearchCourse } from '../../src/search/search-course.ts';
import type { SearchPorts, SearchResult, SearchSetup } from '../../src/search/search-ports.ts';

/** Runs every candidate on every selection row, and takes the best: what a race is held against. */
export async function fullGrid(setup: SearchSetup, ports: SearchPorts): Promise<SearchResult> {
  const course = new SearchCourse(setup, ports);
  const rows = course.all('selection');
  const add = async (origin: 'baseline' | 'instruction', proposal: SearchSetup['baseline']): Promise<void> => {
    const candidate = await course.open(origin, [], proposal);
    const selection = await course.scores(candidate, 'selection', rows);
    await course.accept({ candidate, training: new Map(), selection }, null);
  };
  await add('baseline', setup.baseline);
  for (let step = 1; step <= setup.steps; step += 1) {
    const proposal = await course.propose({ origin: 'instruction', parents: [course.best.candidate], rows: [] });
    if (proposal !== null) await add('instruction', proposal);
  }
  return course.result('steps');
}
