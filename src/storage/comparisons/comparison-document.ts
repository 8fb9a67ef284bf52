import { z } from 'zod';
import { type Comparison, COMPARISON_ENDS, POPULATIONS } from '../../domain/comparison.ts';

const documentSchema = z.looseObject({
  schema_version: z.literal(1),
  comparison_id: z.string(),
  run_ids: z.tuple([z.string(), z.string()]),
  metrics: z.array(z.string()),
  alpha: z.number(),
  margin: z.number().nullable(),
  population: z.enum(POPULATIONS),
  stop: z.boolean(),
  max_samples: z.number().nullable(),
  seed: z.number(),
  created_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
  ended: z.object({ reason: z.enum(COMPARISON_ENDS), detail: z.string().nullable() }).nullable(),
  state: z.looseObject({}).nullable(),
});

/** The document `comparison.json`. */
export function toDocument(comparison: Comparison): object {
  const { id, runIds, metrics, alpha, margin, population, stop, maxSamples, seed, createdAt, endedAt, ended, state } =
    comparison;
  return {
    schema_version: 1,
    comparison_id: id,
    run_ids: [...runIds],
    metrics: [...metrics],
    alpha,
    margin,
    population,
    stop,
    max_samples: maxSamples,
    seed,
    created_at: createdAt,
    ended_at: endedAt,
    ended,
    state,
  };
}

/** The comparison of a document; `undefined` where it is none. */
export function fromDocument(document: unknown): Comparison | undefined {
  const { data } = documentSchema.safeParse(document);
  if (data === undefined) return undefined;
  return {
    id: data.comparison_id,
    runIds: data.run_ids,
    metrics: data.metrics,
    alpha: data.alpha,
    margin: data.margin,
    population: data.population,
    stop: data.stop,
    maxSamples: data.max_samples,
    seed: data.seed,
    createdAt: data.created_at,
    endedAt: data.ended_at,
    ended: data.ended,
    state: data.state,
  };
}
