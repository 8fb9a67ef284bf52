import type { ScoringPayload, TrialPayload } from '../evaluation/event.ts';
import type { JsonObject } from '../evaluation/json.ts';
import { exampleIdentity, trialId } from '../evaluation/trial-id.ts';
import type { ReportedJob } from './job-report.ts';

/** A successful trial; tests change what they are about. */
export function trial(inputs: JsonObject, changes: Partial<TrialPayload> = {}): TrialPayload {
  const replicate = changes.replicate ?? 0;
  return {
    status: 'success',
    trial_id: trialId(exampleIdentity(inputs, null), replicate),
    example: { inputs, reference: null },
    replicate,
    output: 'an answer',
    ...changes,
  };
}

/** A failed trial. */
export function failedTrial(inputs: JsonObject, type = 'RangeError', message = 'too much'): TrialPayload {
  const { output: _output, ...rest } = trial(inputs);
  return { ...rest, status: 'failed', error: { type, message } };
}

/** Telemetry of a trial with this latency, in seconds. */
export function telemetry(
  latency: number,
  tokens: number | null = 10,
  prompt = 'a prompt',
): NonNullable<TrialPayload['telemetry']> {
  return {
    rendered_prompt: prompt,
    request: {
      model_id: 'echo',
      prompt: [{ role: 'user', content: prompt }],
      system_instruction: null,
      output_schema: null,
      generation_kwargs: {},
    },
    response: { content: 'an answer', input_tokens: tokens, output_tokens: tokens, latency },
  };
}

/** A metric's score of a trial. */
export function scored(
  { trial_id }: TrialPayload,
  normalized: number,
  changes: Partial<ScoringPayload> & { name?: string } = {},
): ScoringPayload {
  const { name = 'right', ...others } = changes;
  return {
    trial_id,
    metric: { name, description: 'It is right.', kind: 'programmatic' },
    replicate: 0,
    status: 'success',
    score: { raw: normalized, normalized, reason: 'a reason' },
    ...others,
  };
}

/** A job that is done; tests change what they are about. */
export function reportedJob(changes: Partial<ReportedJob> = {}): ReportedJob {
  return {
    job_id: 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea',
    name: 'v1 · english · local:echo',
    kind: 'evaluate',
    status: 'done',
    is_settled: true,
    started_at: '2026-01-02T03:04:05.000Z',
    finished_at: '2026-01-02T03:05:06.000Z',
    seconds: 61,
    was_resumed: false,
    error: null,
    stopped: null,
    stopped_because: null,
    project: 'classify_sentiment',
    program: 'v1',
    prompt: 'english',
    examples: 'full',
    dataset_path: '/projects/classify_sentiment/data/full.jsonl',
    dataset_sha256: 'ab'.repeat(32),
    model: 'local:echo',
    proposer_model: null,
    metrics: ['right'],
    steps: null,
    workers: 1,
    repeats: 1,
    limit: null,
    seed: null,
    generation_kwargs: null,
    cache: null,
    record: null,
    experiment_id: null,
    label: null,
    max_cost_usd: null,
    max_tokens: null,
    max_seconds: null,
    max_failures: null,
    algorithm: null,
    holdout: null,
    selection: null,
    budget: null,
    planned_trials: 3,
    assay_version: '0.1.0',
    ...changes,
  };
}
