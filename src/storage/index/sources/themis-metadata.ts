import { z } from 'zod';
import { RUN_STATUSES } from '../../../domain/run.ts';
import type { JsonObject, JsonValue } from '../../../evaluation/json.ts';
import { readUtf8File } from '../../../files/utf8-text.ts';
import { checked } from './fault-text.ts';
import { type ForeignRun, labelsFrom } from './foreign-run.ts';
import { parsePythonJson } from '../../../evaluation/python-json.ts';
import { themisMetadataFile } from './themis-folder.ts';

const metadataSchema = z.looseObject({
  run_id: z.string().min(1),
  experiment_id: z.string().min(1).nullish(),
  status: z.string(),
  created_at: z.string().nullish(),
});

/** Times that the metadata may have beside `created_at`. */
const TIMES: readonly string[] = ['updated_at', 'completed_at'];

/** What a run says about itself, and in sentences what of that is wrong. Throws where it can't be read. */
export async function readThemisMetadata(
  folder: string,
  experiment: string,
): Promise<{ readonly run: ForeignRun; readonly faults: readonly string[] }> {
  const json = parsePythonJson(await readUtf8File(themisMetadataFile(folder), 'metadata.json'));
  const {
    run_id: runId,
    experiment_id: experimentId,
    status: word,
    created_at: createdAt,
    ...rest
  } = checked(metadataSchema, json, 'metadata');
  const metadata = withUtcTimes(rest as JsonObject);
  const status = RUN_STATUSES.find((known) => known === word);
  const run: ForeignRun = {
    ...labelsFrom(metadata, snapshotOf(metadata)),
    name: runId,
    label: null,
    stepIndex: null,
    runId,
    experimentId: experimentId ?? experiment,
    status: status ?? 'failed',
    createdAt: utcTime(createdAt) ?? null,
    source: 'themis',
    metadata,
  };
  const faults = [`metadata.json: the status ${JSON.stringify(word)} is unknown and counts as failed`];
  return { run, faults: status === undefined ? faults : [] };
}

function snapshotOf({ config_snapshot: snapshot }: JsonObject): JsonObject {
  return typeof snapshot === 'object' && snapshot !== null && !Array.isArray(snapshot) ? (snapshot as JsonObject) : {};
}

function withUtcTimes(metadata: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name, TIMES.includes(name) ? (utcTime(value) ?? value) : value]),
  );
}

/** Themis writes local times without a zone; they are taken for times of this machine. */
function utcTime(text: JsonValue | undefined): string | undefined {
  const time = typeof text === 'string' ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
