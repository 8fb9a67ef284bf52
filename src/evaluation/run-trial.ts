import type { DatasetRow } from './example.ts';
import type { JsonObject } from './json.ts';
import { toJsonValue } from './json-output.ts';
import type { Model } from './model.ts';
import type { Program } from './program.ts';
import type { PromptTemplate } from './prompt-template.ts';
import { lastPrompt, SingleCompletion } from './single-completion.ts';
import { TimeLimit } from './time-limit.ts';
import { failureOf, type SuccessfulTrial, type Trial } from './trial.ts';
import { trialId } from './trial-id.ts';

/** What all trials of a run have in common. */
export interface TrialSetup {
  readonly program: Program;
  readonly template: PromptTemplate;
  readonly model: Model;
  /** Temperature and the like, for every completion. */
  readonly generationKwargs: JsonObject;
  /** How long one trial, or one look of a metric, may take; `null` for no limit. */
  readonly trialTimeoutMs: number | null;
}

/**
 * Calls the program on one example. Whatever the program does, the result is a trial: one that throws, takes too long or
 * does not complete exactly once is a failed trial that says so. `null` when the signal aborted it.
 */
export async function runTrial(
  setup: TrialSetup,
  row: DatasetRow,
  replicate: number,
  signal: AbortSignal,
): Promise<Trial | null> {
  const identity = { trialId: trialId(row.identity, replicate), row: row.row, example: row.example, replicate };
  try {
    const result = await callProgram(setup, row, signal);
    return signal.aborted ? null : { ...identity, status: 'success', ...result };
  } catch (error) {
    return signal.aborted ? null : { ...identity, status: 'failed', failure: failureOf(error) };
  }
}

async function callProgram(
  setup: TrialSetup,
  { example }: DatasetRow,
  signal: AbortSignal,
): Promise<Pick<SuccessfulTrial, 'output' | 'outputJson' | 'telemetry'>> {
  const { program, template, model, generationKwargs, trialTimeoutMs } = setup;
  const limit = new TimeLimit(signal, trialTimeoutMs);
  const completion = new SingleCompletion(model, generationKwargs, limit.signal);
  // A copy of its own: what a program does to its inputs must not reach the record of the trial.
  const inputs = toJsonValue(example.inputs) as JsonObject;
  const rendered: { last?: string } = {};
  const render = (variables: Readonly<Record<string, unknown>> = inputs): string =>
    (rendered.last = template.render(variables));
  try {
    // Inside an async function, so that a program that throws at once is handled like one that rejects.
    const call = async (): Promise<unknown> => program({ inputs, render, complete: completion.complete, signal: limit.signal });
    const output = await limit.race(call(), 'the trial');
    const exchange = completion.close();
    const renderedPrompt = rendered.last ?? lastPrompt(exchange.request.messages);
    return { output, outputJson: toJsonValue(output), telemetry: { renderedPrompt, modelId: model.modelId, ...exchange } };
  } catch (error) {
    completion.abandon();
    throw error;
  }
}
