import type { JobStatus } from '../../domain/job.ts';
import type { ResultKind } from '../../domain/result.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import type { ListResultsDto, ResultDto } from '../../runs/results.dto.ts';
import { EXIT } from '../exit-code.ts';
import { inPlace, type PlaceOptions } from '../place.ts';
import { writeSentence } from '../terminal.ts';
import { resultList } from './result-list.ts';
import type { ResultsHost } from './results-host.ts';
import { RESULTS } from './results-place.ts';

/** The flags of `assay jobs` and `assay runs`, as commander reads them. */
export interface ListOptions extends PlaceOptions {
  readonly status?: JobStatus;
  readonly kind?: ResultKind;
  readonly project?: string;
  readonly query?: string;
  readonly limit: number;
  readonly format: 'text' | 'json';
}

/** The most that one request asks for. */
const PAGE = 200;

/** Runs `assay jobs` or `assay runs`, and sets the exit code of the process. */
export async function listAction(what: 'jobs' | 'runs', options: ListOptions): Promise<void> {
  await inPlace(options, RESULTS, async (host, terminal) => {
    const { found, hasMore } = await listed(host, what, options);
    if (options.format === 'json') {
      terminal.out.write(`${jsonText({ [what]: found }, 2)}\n`);
      return EXIT.done;
    }
    if (found.length === 0) {
      writeSentence(terminal, `There are no ${what} ${isFiltered(options) ? 'that match ' : ''}in ${host.place}.`);
      return EXIT.done;
    }
    terminal.out.write(`${resultList(found, Date.now(), terminal)}\n`);
    if (hasMore) writeSentence(terminal, `There are more: --limit ${options.limit * 10} shows them.`);
    return EXIT.done;
  });
}

interface Listed {
  readonly found: readonly ResultDto[];
  readonly hasMore: boolean;
}

/** As many as are asked for: the list of everything has imports too, which are no jobs, and searches, which are no runs. */
async function listed(host: ResultsHost, what: 'jobs' | 'runs', options: ListOptions): Promise<Listed> {
  const { status, kind, project, query: q, limit } = options;
  const query: Pick<ListResultsDto, keyof ListResultsDto> = {
    ...(status !== undefined && { status }),
    ...(kind !== undefined && { kind }),
    ...(project !== undefined && { project }),
    ...(q !== undefined && { q }),
    steps: what === 'runs' ? 'all' : 'none',
    limit: Math.min(PAGE, limit + 1),
  };
  const found: ResultDto[] = [];
  let cursor: string | null = null;
  do {
    const page = await host.list({ ...query, ...(cursor !== null && { cursor }) });
    found.push(...page.results.filter(({ job_id: jobId, run_id: runId }) => (what === 'jobs' ? jobId : runId) !== null));
    cursor = page.next_cursor;
  } while (cursor !== null && found.length <= limit);
  return { found: found.slice(0, limit), hasMore: found.length > limit };
}

function isFiltered({ status, kind, project, query }: ListOptions): boolean {
  return [status, kind, project, query].some((value) => value !== undefined);
}
