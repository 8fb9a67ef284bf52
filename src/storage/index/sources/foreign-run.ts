import type { Run } from '../../../domain/run.ts';
import type { MetricSpread } from '../../../domain/run-of-job.ts';
import type { JsonObject } from '../../../evaluation/json.ts';
import { hideKey, instantOf, type RunRow, searchText } from '../run-rows.ts';

/** Longer than anything that names something. */
const LONGEST_LABEL = 1_000;

const LABELS = ['label', 'kind', 'project', 'program', 'prompt', 'model', 'dataset'] as const;

type Labels = Record<(typeof LABELS)[number], string | null>;

/** A run that is no job of ours, before its samples are known. */
export interface ForeignRun extends Omit<Run, 'sampleCount' | 'totalSamples' | 'failedSamples' | 'costUsd' | 'metrics'> {
  readonly source: 'import' | 'themis';
}

export interface ForeignFigures {
  readonly total: number;
  readonly scored: number;
  readonly failed: number;
  readonly means: Readonly<Record<string, number>>;
}

/** The same with how the scores spread. */
export interface SpreadFigures extends ForeignFigures {
  readonly spreads: Readonly<Record<string, MetricSpread>>;
}

/** Where a run is from. */
export interface RunPlace {
  /** Its folder below the root of its source. */
  readonly origin: string;
  /** Its name among those that are hidden. */
  readonly hideAs: string;
  /** The state of its files. */
  readonly stamp: string;
  readonly digest: string;
}

/** What a run is called, from the metadata that came with it: texts that may be names. The first that has one counts. */
export function labelsFrom(...sources: readonly JsonObject[]): Labels {
  const labels = LABELS.map((name) => [name, sources.map((source) => labelOf(source, name)).find(isText) ?? null]);
  return Object.fromEntries(labels) as Labels;
}

/** A run as its row in the index. */
export function foreignRunRow(
  run: ForeignRun,
  { total, scored, failed, means, spreads }: SpreadFigures,
  place: RunPlace,
): RunRow {
  const { runId, experimentId, name, label, kind, project, program, prompt, model, dataset } = run;
  return {
    scope: '',
    run_id: runId,
    source: run.source,
    origin: place.origin,
    step_index: -1,
    is_listed: 1,
    hide_key: hideKey(run.source, place.hideAs),
    experiment_id: experimentId,
    status: run.status,
    instant: instantOf(run.createdAt),
    created_at: run.createdAt,
    name,
    label,
    kind,
    project,
    program,
    prompt,
    model,
    dataset,
    search: searchText(runId, name, experimentId, project, program, prompt, dataset, model),
    num_samples: scored,
    total_samples: total,
    failed_samples: failed,
    metrics: JSON.stringify(means),
    spreads: JSON.stringify(spreads),
    figures: null,
    metadata: JSON.stringify(run.metadata),
    stamp: place.stamp,
    digest: place.digest,
  };
}

function labelOf(source: JsonObject, name: string): unknown {
  return Object.hasOwn(source, name) ? source[name] : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_LABEL;
}
