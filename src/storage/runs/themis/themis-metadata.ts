import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { foreignLabels, RUN_STATUSES, type Run } from '../../../domain/run.ts';
import type { JsonObject } from '../../../evaluation/json.ts';
import { parsePythonJson } from './python-json.ts';
import { themisMetadataFile, type ThemisFolder } from './themis-folder.ts';

const metadataSchema = z.looseObject({
  run_id: z.string().min(1),
  experiment_id: z.string().min(1).nullish(),
  status: z.string(),
  created_at: z.string().nullish(),
});

/** What a run says about itself. Throws where its metadata can't be read. */
export async function readThemisMetadata(
  folder: ThemisFolder,
  faults: string[],
): Promise<Omit<Run, 'sampleCount' | 'totalSamples' | 'failedSamples' | 'metrics'>> {
  const json = parsePythonJson(await readFile(themisMetadataFile(folder), 'utf8'));
  const parsed = metadataSchema.safeParse(json);
  if (!parsed.success)
    throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'metadata'}: ${message}`).join('; '));

  const { run_id: runId, experiment_id: experimentId, status: word, created_at: createdAt, ...rest } = parsed.data;
  const status = RUN_STATUSES.find((known) => known === word);
  if (status === undefined) faults.push(`metadata.json: the status ${JSON.stringify(word)} is unknown and counts as failed`);
  return {
    ...foreignLabels(runId),
    runId,
    experimentId: experimentId ?? folder.experiment,
    status: status ?? 'failed',
    createdAt: utcTime(createdAt),
    source: 'themis',
    metadata: rest as JsonObject,
  };
}

/** Themis writes local times without a zone; they are taken for times of this machine. */
function utcTime(text: string | null | undefined): string | null {
  const time = typeof text === 'string' ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
