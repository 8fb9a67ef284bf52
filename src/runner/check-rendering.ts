import type { DatasetRow } from '../evaluation/example.ts';
import { type Model, ModelError } from '../evaluation/model.ts';
import { runTrial, type TrialSetup } from '../evaluation/run-trial.ts';
import { ProjectError } from './project-files.ts';

const PATIENCE_MS = 2_000;

const absentModel: Model = {
  modelId: 'none',
  complete: () => Promise.reject(new ModelError('no model is asked while a template is checked')),
};

/**
 * Calls the program on the first example up to its completion, and throws a `ProjectError` when the template can't be rendered
 * with what the program gives it: a search from there would be in vain. Whatever else the program does then is for the trials
 * to show.
 */
export async function checkRendering(
  { program, template }: Pick<TrialSetup, 'program' | 'template'>,
  rows: AsyncIterable<DatasetRow>,
): Promise<void> {
  for await (const row of rows) {
    const setup = { program, template, model: absentModel, generationKwargs: {}, trialTimeoutMs: PATIENCE_MS };
    const trial = await runTrial(setup, row, 0, new AbortController().signal);
    if (trial?.status === 'failed' && trial.failure.type === 'TemplateError') throw new ProjectError(trial.failure.message);
    return;
  }
}
