import { api, dataOf, type Schemas } from '../../api/client.ts';
import { ProblemError } from '../../api/problem.ts';
import type { PickedRun } from './use-comparison.ts';

/** One run's part of a row. */
export interface Side {
  /** Of its sample. */
  readonly id: string;
  readonly answer: string;
  readonly error: { readonly type: string; readonly message: string } | null;
  /** What the model answered where nothing came out of it. */
  readonly raw: string;
  readonly scores: Readonly<Record<string, number>>;
  readonly reasons: readonly { readonly metric: string; readonly score: number | null; readonly reason: string }[];
  readonly prompt: string;
  /** The row of the dataset, where it is known. */
  readonly example: { readonly inputs: readonly (readonly [name: string, text: string])[]; readonly reference: string } | null;
}

/** What the second run has of a row of the first; `null` where it does not have it. */
export async function readOtherSide(run: PickedRun, row: Schemas['PlacedSample'], signal: AbortSignal): Promise<Side | null> {
  const { other } = row;
  if (!other) return null;
  const found = await readSide(run, { row: row.row, replicate: other.replicate }, signal);
  // Runs from elsewhere number their rows as they came: there the same number can be another sample.
  if (found?.id === row.id || (found !== null && other.replicate !== row.replicate)) return found;
  const { response, scores, error } = other;
  const reasons = Object.entries(scores).map(([metric, score]) => ({ metric, score, reason: '' }));
  const isFailed = error !== undefined;
  return {
    id: row.id,
    answer: isFailed ? '' : readable(response),
    error: error ?? null,
    raw: isFailed ? response : '',
    scores,
    reasons,
    prompt: '',
    example: null,
  };
}

/** What a run has in a row of its dataset, with reasons where a job scored it; `null` where it does not have the row. */
export async function readSide(
  { id, run }: PickedRun,
  { row, replicate }: { readonly row: number; readonly replicate: number },
  signal: AbortSignal,
): Promise<Side | null> {
  try {
    const params = { path: { run_id: id, row }, query: { replicate } };
    const { sample } = await dataOf(api.GET('/api/runs/{run_id}/samples/{row}', { params, signal }));
    const trial = run?.source === 'job' ? await readTrial(id, run.step_index, row, replicate, signal) : null;
    return sideOf(sample, trial);
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return null;
    throw error;
  }
}

/** What only the job knows: inputs, reference and reasons. */
async function readTrial(
  runId: string,
  step: number | null,
  row: number,
  replicate: number,
  signal: AbortSignal,
): Promise<Schemas['Trial']> {
  const jobId = step === null ? runId : runId.slice(0, runId.lastIndexOf('.'));
  const query = { replicate, ...(step === null ? {} : { step_index: step }) };
  const params = { path: { job_id: jobId, row }, query };
  return (await dataOf(api.GET('/api/jobs/{job_id}/trials/{row}', { params, signal }))).trial;
}

function sideOf(sample: Schemas['PlacedSample'], trial: Schemas['Trial'] | null): Side {
  return {
    id: sample.id,
    answer: readable(sample.response),
    error: sample.error ?? null,
    raw: sample.raw_response ?? '',
    scores: sample.scores,
    reasons: reasonsOf(sample, trial),
    prompt: sample.prompt,
    example: trial?.example ? exampleOf(trial.example) : importedExample(sample),
  };
}

function reasonsOf({ scores }: Schemas['PlacedSample'], trial: Schemas['Trial'] | null): Side['reasons'] {
  if (trial === null || trial.scorings.length === 0)
    return Object.entries(scores).map(([metric, score]) => ({ metric, score, reason: '' }));
  return trial.scorings.map(({ metric, score, error }) => ({
    metric: metric.name,
    score: score?.normalized ?? null,
    reason: error === undefined ? (score?.reason ?? '') : `${error.type}: ${error.message}`,
  }));
}

function exampleOf({ inputs, reference }: Schemas['Example']): NonNullable<Side['example']> {
  return {
    inputs: Object.entries(inputs).map(([name, value]) => [name, textOf(value)] as const),
    reference: reference === null ? '' : textOf(reference),
  };
}

/** What an import knows of a row: its question and what was expected, if that is there. */
function importedExample({ prompt, reference }: Schemas['PlacedSample']): Side['example'] {
  return reference === undefined ? null : { inputs: prompt === '' ? [] : [['Asked', prompt]], reference: readable(reference) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** Structured output a line a field, so that its words can be told apart. */
function readable(response: string): string {
  if (!/^[[{]/.test(response)) return response;
  try {
    return JSON.stringify(JSON.parse(response), null, 2);
  } catch {
    return response;
  }
}
