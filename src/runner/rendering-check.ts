import type { DatasetRow } from '../evaluation/example.ts';
import { type Model, ModelError } from '../evaluation/model.ts';
import type { JsonObject } from '../evaluation/json.ts';
import { runTrial, type TrialSetup } from '../evaluation/run-trial.ts';
import { ProjectError } from './project-files.ts';

/** How long a program may take to come to its completion while its template is checked. */
const RENDERING_LIMIT_MS = 2_000;

const absentModel: Model = {
  modelId: 'none',
  complete: () => Promise.reject(new ModelError('no model is asked while a template is checked')),
};

/**
 * Throws a `ProjectError` when the first row can't be rendered: what the template names is not there, or does not fit. Where the row's
 * inputs alone don't do, the program is called up to its completion, since it may give the template other variables. Other faults show
 * in the trials.
 */
export async function checkRendering(
  setup: Pick<TrialSetup, 'program' | 'template'>,
  rows: AsyncIterable<DatasetRow>,
): Promise<void> {
  for await (const row of rows) {
    if (!isRendered(setup, row.example.inputs)) await checkProgram(setup, row);
    return;
  }
}

/**
 * Calls the program on the first row up to its completion, and throws a `ProjectError` when the template can't be rendered with the
 * variables that it gives: a search that starts there would be useless.
 */
export async function checkProgramRendering(
  setup: Pick<TrialSetup, 'program' | 'template'>,
  rows: AsyncIterable<DatasetRow>,
): Promise<void> {
  for await (const row of rows) {
    await checkProgram(setup, row);
    return;
  }
}

function isRendered({ template }: Pick<TrialSetup, 'template'>, inputs: JsonObject): boolean {
  try {
    template.render(inputs);
    return true;
  } catch {
    return false;
  }
}

async function checkProgram(setup: Pick<TrialSetup, 'program' | 'template'>, row: DatasetRow): Promise<void> {
  const { program, template } = setup;
  const trialSetup = { program, template, model: absentModel, generationKwargs: {}, trialTimeoutMs: RENDERING_LIMIT_MS };
  const trial = await runTrial(trialSetup, row, 0, new AbortController().signal);
  if (trial?.status === 'failed' && trial.failure.type === 'TemplateError') throw new ProjectError(trial.failure.message);
}
