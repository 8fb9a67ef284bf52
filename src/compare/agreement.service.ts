import { Inject, Injectable } from '@nestjs/common';
import { UnusableRequestError } from '../domain/errors.ts';
import { NAMES, type Names } from '../domain/names.ts';
import type { Rating, RunRatings } from '../domain/ratings.ts';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';
import type { ScoredColumns } from '../domain/scored-columns.ts';
import type { AgreementDto, AgreementRequestDto, RaterDto } from './agreement.dto.ts';
import type { AgreementTask, NamedRater } from './agreement-task.ts';
import { ComparedRuns, sameDataset } from './compared-runs.ts';
import { ComparisonPool } from './comparison-pool.ts';
import { packRuns } from './packed-runs.ts';

/** Ratings that one request may look at: raters × samples. */
const MOST_RATINGS = 2_000_000;

/** Measures how far metrics, their looks and people agree on the same samples, in worker threads. */
@Injectable()
export class AgreementService {
  constructor(
    @Inject(RUN_STORE) private readonly store: RunStore,
    @Inject(NAMES) private readonly names: Names,
    private readonly compared: ComparedRuns,
    private readonly pool: ComparisonPool,
  ) {}

  /** Throws `run_not_found`, `unusable_request`, `unavailable`. */
  async agreement(request: AgreementRequestDto, signal: AbortSignal): Promise<AgreementDto> {
    const { raters, ...options } = request;
    raters.forEach(checkRater);
    const asked = { ...options, raters: await this.#named(raters) };
    const runIds = [...new Set(asked.raters.map(({ run_id: runId }) => runId))];
    const found: RunRatings[] = [];
    for (const runId of runIds) found.push(await this.store.ratings(runId, await this.#ratings(runId, asked.raters)));
    const task = agreementTask(asked, runIds, found);
    const answer = await this.pool.agreement(task, signal);
    if (answer.n_items > 0) return answer;
    throw new UnusableRequestError('No sample is rated by two of the raters: name raters of the same samples.');
  }

  /** The raters with the ids of their runs. */
  async #named(raters: readonly RaterDto[]): Promise<RaterDto[]> {
    const named: RaterDto[] = [];
    for (const { run_id: name, ...what } of raters) named.push({ ...what, run_id: await this.names.runId(name) });
    return named;
  }

  /** What the raters of a run say, in their order. */
  async #ratings(runId: string, raters: readonly RaterDto[]): Promise<readonly Rating[]> {
    const ofRun = raters.filter((rater) => rater.run_id === runId);
    return Promise.all(
      ofRun.map(async ({ metric, labels, look, looks }): Promise<Rating> => {
        if (labels !== undefined) return { by: 'people', labels: (await this.compared.labelsOf(runId, labels)).labels };
        if (look !== undefined) return { by: 'look', metric: metric ?? '', look };
        return { by: looks === true ? 'looks' : 'metric', metric: metric ?? '' };
      }),
    );
  }
}

function checkRater({ metric, labels, look, looks }: RaterDto, at: number): void {
  const place = `raters[${at}]`;
  if ((metric === undefined) === (labels === undefined))
    throw new UnusableRequestError(`${place} must name either a metric or labels.`);
  if (labels !== undefined && (look !== undefined || looks === true))
    throw new UnusableRequestError(`${place} names labels, which have no looks.`);
  if (look !== undefined && looks === true)
    throw new UnusableRequestError(`${place} names one look and asks for all: leave one of the two out.`);
}

function agreementTask(asked: AgreementRequestDto, runIds: readonly string[], found: readonly RunRatings[]): AgreementTask {
  const waiting = found.map(({ columns }) => [...columns.ratings]);
  const columnsOf = found.map(() => new Map<string, Float64Array>());
  const raters = asked.raters.flatMap((rater) => {
    const run = runIds.indexOf(rater.run_id);
    const columns = columnsOf[run] ?? new Map<string, Float64Array>();
    return (waiting[run]?.shift() ?? []).map((values, look) => {
      const column = String(columns.size);
      columns.set(column, values);
      return { run, column, name: nameOf(rater, look, found[run]?.run.name ?? rater.run_id) };
    });
  });
  checkRaters(
    raters.map(({ name }) => name),
    Math.max(...found.map(({ columns }) => columns.size)),
  );
  const isOneDataset = sameDataset(found.map(({ run }) => run));
  const scored = found.map(({ run, columns }, at) =>
    scoredColumns(run.runId, columns, columnsOf[at] ?? new Map<string, Float64Array>(), isOneDataset),
  );
  const { level, weights = 'unweighted', alpha = 0.05, seed = 0 } = asked;
  return { runs: packRuns(scored, null, { clustered: false }), raters, options: { level, weights, alpha, seed } };
}

function nameOf(rater: RaterDto, at: number, runName: string): NamedRater {
  const { run_id, metric, labels, look, looks } = rater;
  return {
    run_id,
    run_name: runName,
    metric: metric ?? null,
    labels: labels ?? null,
    look: looks === true ? at : (look ?? null),
  };
}

function checkRaters(raters: readonly NamedRater[], samples: number): void {
  if (raters.length < 2)
    throw new UnusableRequestError('Agreement needs at least two raters; name another one, or ask for the looks of a judge.');
  const seen = new Set<string>();
  const twice = raters.find((rater) => seen.size === seen.add(JSON.stringify(rater)).size);
  if (twice !== undefined) throw new UnusableRequestError(`A rater is named twice: ${JSON.stringify(twice)}; name each once.`);
  if (raters.length * samples <= MOST_RATINGS) return;
  throw new UnusableRequestError(
    `${raters.length} raters × ${samples} samples are ${raters.length * samples} ratings; one request takes at most ${MOST_RATINGS}. Name fewer raters.`,
  );
}

function scoredColumns(
  runId: string,
  { size, digest, ids, datasetRows }: RunRatings['columns'],
  metrics: ReadonlyMap<string, Float64Array>,
  isOneDataset: boolean,
): ScoredColumns {
  const nothing = { clusters: null, invalid: new Map(), duplicates: { count: 0, ids: [] }, repeats: new Map() };
  return { runId, size, digest, ids, datasetRows: isOneDataset ? datasetRows : null, metrics, ...nothing };
}
