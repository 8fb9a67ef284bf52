import type { JobKind } from '../domain/job.ts';
import type { StartJobFields } from '../jobs/job-spec.ts';
import type { Format } from './job-output.ts';
import type { JobRequest } from './run-job.ts';

/** The options of `assay run`, `evaluate` and `optimize`, read. */
export interface JobOptions {
  readonly project: string;
  readonly program: string;
  readonly prompt: string;
  readonly examples: string;
  readonly model: string;
  readonly metric?: readonly string[];
  readonly steps?: number;
  readonly proposerModel?: string;
  readonly workers?: number;
  readonly repeats?: number;
  readonly limit?: number;
  readonly seed?: number;
  readonly generation?: Readonly<Record<string, unknown>>;
  readonly experimentId?: string;
  readonly label?: string;
  readonly projectsRoot?: string;
  readonly server?: string;
  readonly format: Format;
  readonly quiet?: true;
  readonly failUnder?: number;
}

/** What the options ask for, with `title` as the head of the results; what was not given is absent, so that the defaults are those of the API. */
export function jobRequest(kind: JobKind, options: JobOptions, title: string): JobRequest {
  const { format, quiet = false, failUnder } = options;
  return { kind, fields: fieldsOf(options), title, format, quiet, ...(failUnder === undefined ? {} : { failUnder }) };
}

function fieldsOf(options: JobOptions): StartJobFields {
  const fields = {
    project: options.project,
    program: options.program,
    prompt: options.prompt,
    examples: options.examples,
    model: options.model,
    metrics: options.metric,
    steps: options.steps,
    proposer_model: options.proposerModel,
    workers: options.workers,
    repeats: options.repeats,
    limit: options.limit,
    seed: options.seed,
    generation_kwargs: options.generation,
    experiment_id: options.experimentId,
    label: options.label,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as StartJobFields;
}
