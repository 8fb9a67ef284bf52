import type { JobKind, JobSpec } from '../domain/job.ts';
import type { JsonObject } from '../evaluation/json.ts';

/** The fields of a POST, of whichever kind. */
export interface StartJobFields {
  readonly project: string;
  readonly program: string;
  readonly prompt: string;
  readonly model: string;
  readonly examples: string;
  readonly workers?: number;
  readonly metrics?: readonly string[];
  readonly steps?: number;
  readonly proposer_model?: string;
  readonly repeats?: number;
  readonly limit?: number;
  readonly seed?: number;
  readonly generation_kwargs?: Record<string, unknown>;
  readonly experiment_id?: string;
  readonly label?: string;
}

/** What a POST asks for, with the defaults in their places. */
export function jobSpec(kind: JobKind, fields: StartJobFields): JobSpec {
  const { project, program, prompt, model, examples, metrics, steps, limit, seed, label } = fields;
  return {
    kind,
    project,
    program,
    prompt,
    model,
    examples,
    workers: fields.workers ?? 1,
    repeats: fields.repeats ?? 1,
    generationKwargs: (fields.generation_kwargs ?? {}) as JsonObject,
    ...(metrics === undefined ? {} : { metrics }),
    ...(steps === undefined ? {} : { steps }),
    ...(fields.proposer_model === undefined ? {} : { proposerModel: fields.proposer_model }),
    ...(limit === undefined ? {} : { limit }),
    ...(seed === undefined ? {} : { seed }),
    ...(fields.experiment_id === undefined ? {} : { experimentId: fields.experiment_id }),
    ...(label === undefined ? {} : { label }),
  };
}
