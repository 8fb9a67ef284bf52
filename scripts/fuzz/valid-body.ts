import type { Draws } from './draws.ts';
import { PROJECT } from './fuzz-project.ts';
import type { Operation, Operations, Schema } from './operations.ts';
import type { Pool } from './pool.ts';
import { simpleValue } from './valid-request.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What would cost minutes, or leave files in the project. */
const LEFT_OUT = new Set(['record', 'tasks', 'human_labels', 'pass_k', 'ranges', 'cluster_by', 'slice_by', 'max_cost_usd']);

/**
 * A body of the operation's schema. What has a meaning beyond the schema, such as a metric or a run, is of the server; every other field is
 * there or not.
 */
export function validBody(draws: Draws, { id, body }: Operation, operations: Operations, pool: Pool): Fields {
  const schema = operations.resolve(body ?? {});
  const meant = meantFields(draws, id, pool);
  return { ...optionalFields(draws, schema, operations, meant), ...meant };
}

/** An import of its own, with samples whose scores all imports share. */
export function importedRun(draws: Draws, runId: string): Fields {
  const samples = Array.from({ length: draws.integer(2, 8) }, (_, at) => ({
    id: `sample-${at}`,
    response: draws.pick<unknown>(['text', '', { deep: [1, null] }, 3, true, null, '\u2028 é']),
    scores: { score: draws.integer(0, 10) / 10, correct: draws.happens(0.5) },
    ...(draws.happens(0.3) ? { cluster: draws.pick(['a', 'b']), tags: ['x', 'y'] } : {}),
  }));
  return { run_id: runId, samples };
}

function meantFields(draws: Draws, id: string, pool: Pool): Fields {
  switch (id) {
    case 'startRun':
      return jobFields(draws);
    case 'startEvaluate':
      return { ...jobFields(draws), metrics: draws.some(PROJECT.metrics, 1, 2) };
    case 'startOptimize':
      return { ...jobFields(draws), metrics: ['right'], steps: 1, proposer_model: 'local:proposer' };
    case 'scoreJob':
      return { metrics: draws.some(PROJECT.metrics, 1, 2) };
    case 'importRun':
      return importedRun(draws, `import-${draws.integer(0, 2 ** 31 - 1)}`);
    case 'putLabels':
      return { labels: [0, 1].map((row) => ({ row, value: draws.integer(0, 1), note: draws.pick(['good', 'so-so']) })) };
    case 'compareRuns':
    case 'reportComparison':
      return { ...comparedRuns(draws, pool, 2, 3), resamples: draws.integer(1, 200) };
    case 'planSamples':
      return { ...comparedRuns(draws, pool, 1, 2), n: draws.integer(3, 1_000) };
    case 'measureAgreement':
      return agreement(draws, pool);
    default:
      return {};
  }
}

function jobFields(draws: Draws): Fields {
  return {
    project: PROJECT.name,
    program: draws.pick(PROJECT.programs),
    prompt: draws.pick(PROJECT.prompts),
    examples: draws.pick(PROJECT.datasets),
    model: 'local:echo',
    workers: draws.integer(1, 4),
    repeats: 1,
    max_seconds: 60,
    max_tokens: 1_000_000,
    generation_kwargs: draws.pick<Fields>([{}, { temperature: 0.5 }]),
  };
}

/** Runs that have a metric in common. */
function comparedRuns(draws: Draws, pool: Pool, min: number, max: number): Fields {
  const metric = draws.pick(draws.pick(pool.runs).metrics);
  const having = pool.runs.filter(({ metrics }) => metrics.includes(metric));
  return { run_ids: draws.some(having, min, max).map(({ id }) => id), metrics: [metric] };
}

function agreement(draws: Draws, pool: Pool): Fields {
  const { run_ids: runIds, metrics } = comparedRuns(draws, pool, 2, 3) as { run_ids: string[]; metrics: string[] };
  return { raters: runIds.map((runId) => ({ run_id: runId, metric: metrics[0] })) };
}

function optionalFields(draws: Draws, schema: Schema, operations: Operations, meant: Fields): Fields {
  const names = Object.keys(schema.properties ?? {}).filter(
    (name) => !(name in meant) && !LEFT_OUT.has(name) && draws.happens(0.15),
  );
  const entries = names.map((name) => [name, operations.resolve(schema.properties?.[name] ?? {})] as const);
  return Object.fromEntries(
    entries.filter(([, field]) => isSimple(field)).map(([name, field]) => [name, fieldValue(draws, name, field)]),
  );
}

function isSimple({ properties, items, type, oneOf }: Schema): boolean {
  return properties === undefined && items === undefined && oneOf === undefined && type !== 'object';
}

function fieldValue(draws: Draws, name: string, field: Schema): unknown {
  if (name === 'created_at') return '2026-03-01T10:00:00Z';
  return simpleValue(draws, field);
}
