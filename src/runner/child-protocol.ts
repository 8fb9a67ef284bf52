import { types } from 'node:util';
import { z } from 'zod';
import type { EventBatch } from '../domain/event-batch.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import { NAME_PATTERN } from '../domain/project.ts';
import type { EarlyReason } from '../evaluation/early-stop.ts';
import type { SearchParts } from '../domain/search-parts.ts';
import type { CallTelemetryPayload } from '../evaluation/event.ts';
import type { SearchOutcome } from '../evaluation/summary.ts';
import { cutText } from '../evaluation/thrown-text.ts';
import type { RetryPolicy } from '../models/retry-policy.ts';
import { isCallTelemetry } from './checked-batch.ts';
import type { ProjectRoots } from './project-files.ts';
import type { PythonSettings } from './python/python-process.ts';

/** The settings that a child needs besides the job; sent with its first order. */
export interface ChildSettings extends ProjectRoots {
  readonly trialTimeoutMs: number;
  readonly retryPolicy: RetryPolicy;
  readonly maxResponseBytes: number;
  readonly cache: CacheSettings;
  /** Whether every model that needs a provider is refused. */
  readonly offline?: boolean;
  /** The user's own prices of models. */
  readonly pricesFile?: string | null;
  /** Of a confined process only. */
  readonly sandbox?: ChildSandbox;
  /** Default: `DEFAULT_PYTHON`. */
  readonly python?: PythonSettings;
}

/** What a confined process has to know of its confinement. */
export interface ChildSandbox {
  readonly kind: 'node' | 'bwrap';
  /** The providers whose models may be asked. */
  readonly providers: readonly string[];
}

export interface CacheSettings {
  /** Absolute; made on first use. */
  readonly folder: string;
  readonly maxBytes: number;
}

/** What a job that goes on has of events, which its child asks for bit by bit. */
export interface KeptEvents {
  readonly endSeq: number;
  readonly retriesFailed: boolean;
}

/** From the server to a child. */
export type Order =
  | { readonly type: 'inspect'; readonly settings: ChildSettings; readonly projects: readonly string[] }
  | {
      readonly type: 'prepare';
      readonly settings: ChildSettings;
      readonly spec: JobSpec;
      /** How many trials the log of the job has, where it only scores them; else `null`. */
      readonly storedTrials: number | null;
    }
  | { readonly type: 'start'; readonly jobId: string; readonly kept: KeptEvents | null; readonly traceparent: string | null }
  /** The answer to `read_log`; `null` where there are no more events. */
  | { readonly type: 'log'; readonly batch: EventBatch | null }
  | { readonly type: 'acknowledge'; readonly bytes: number }
  /** The question of the job is answered: it starts nothing new. */
  | { readonly type: 'decide'; readonly stopped: Extract<EarlyReason, { reason: 'decided' }> }
  | { readonly type: 'stop' };

/** The exit code of a child that lost its channel to the server. */
export const DISCONNECTED = 71;

const MAX_MESSAGE_CHARS = 20_000;
const MAX_NAME_CHARS = 200;
const MAX_HOLDS = 100;

const message = z.string().transform((text) => cutText(text, MAX_MESSAGE_CHARS));
const name = z.string().transform((text) => cutText(text, MAX_NAME_CHARS));
const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const telemetry = z.custom<CallTelemetryPayload>(isCallTelemetry).optional().catch(undefined);
const names = z.array(z.string().regex(NAME_PATTERN));

/** Why a job ended before its work was done. */
const stopped = z.discriminatedUnion('reason', [
  z.object({ reason: z.literal(['max_cost_usd', 'max_tokens']), limit: z.number(), spent: z.number() }),
  z.object({ reason: z.literal('max_seconds'), limit: z.number() }),
  z.object({
    reason: z.literal('decided'),
    comparison_id: z.string(),
    samples: count,
    because: z.enum(['verdict', 'max_samples']),
  }),
  z.object({ reason: z.literal('max_failures'), limit: z.number(), failed: count }),
  z.object({
    reason: z.literal('refused'),
    model: message,
    refusal: z.enum(['key', 'credit', 'model']),
    refusals: count,
  }),
]) satisfies z.ZodType<EarlyReason>;

const searchParts = z.object({
  training: count,
  selection: count.nullable(),
  holdout: count.nullable(),
  sha256,
  holdoutDatasetSha256: sha256.nullable(),
}) satisfies z.ZodType<SearchParts>;

const share = z.number().min(0).max(1);
const difference = z.number().min(-1).max(1);

const searchOutcome = z.object({
  ended: z.discriminatedUnion('reason', [
    z.object({
      reason: z.literal(['steps', 'full_score', 'no_progress', 'nothing_to_learn', 'proposer']),
      unusable: count.exactOptional(),
    }),
    z.object({
      reason: z.literal('budget'),
      budget: z.enum(['trials', 'cost_usd']),
      limit: z.number(),
      spent: z.number(),
      unusable: count.exactOptional(),
    }),
  ]),
  holdout: z
    .object({
      baseline: share.nullable(),
      best: share.nullable(),
      delta: difference.nullable(),
      interval: z.array(difference).length(2).readonly().nullable(),
      p_value: share.nullable(),
      verdict: z.enum(['promoted', 'kept']),
      best_step: count,
      steps: z.object({ baseline: count, best: count }).nullable(),
      discordance: share.nullable(),
      rows: count,
      unscored: count,
      kept_because: z.enum(['baseline_is_best', 'missing_scores']).nullable(),
    })
    .optional(),
}) satisfies z.ZodType<SearchOutcome>;

const level = z.union([z.boolean(), z.number(), message]);

const scale = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('range'), floor: z.number(), ceiling: z.number() }),
  z.object({ kind: z.literal('ordinal'), levels: z.array(level).readonly() }),
]);

const metricDetail = z.object({
  name: z.string().regex(NAME_PATTERN),
  kind: z.enum(['programmatic', 'llm_judge']),
  description: message,
  scale,
  model: name.nullable(),
});

const reportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('alive'), rssBytes: z.number() }),
  z.object({ type: z.literal('inspecting'), project: z.string() }),
  z.object({
    type: z.literal('inspected'),
    listing: z.object({
      name: z.string(),
      programs: names,
      metrics: names,
      metricDetails: z.array(metricDetail),
      faults: z.array(message),
    }),
  }),
  z.object({ type: z.literal('preparing') }),
  z.object({ type: z.literal('loaded') }),
  /** From now on the program is called, up to its completion. */
  z.object({ type: z.literal('checking') }),
  z.object({
    type: z.literal('prepared'),
    info: z.object({
      datasetPath: z.string(),
      datasetSha256: sha256,
      exampleCount: count,
      plannedTrials: count,
      plannedScorings: count,
      plannedJudgings: count.optional(),
      unpricedModels: z.array(message).optional(),
      sources: z.object({ programSha256: sha256, metricsSha256: sha256.nullable(), promptSha256: sha256 }),
      parts: searchParts.optional(),
    }),
  }),
  /** `path` is the field at fault, where it is one. */
  z.object({ type: z.literal('refused'), message, path: name.optional() }),
  /** All checks passed, but the data of a built-in project has not been fetched yet. */
  z.object({ type: z.literal('data_missing'), project: z.string() }),
  z.object({
    type: z.literal('events'),
    batch: z.object({ firstSeq: count, count: count.positive(), bytes: z.custom<Uint8Array>(types.isUint8Array) }),
  }),
  z.object({ type: z.literal('read_log'), fromSeq: count }),
  /** Why no call of a model goes on now; `null`: they do. */
  z.object({
    type: z.literal('waiting'),
    reason: message.nullable(),
    /** The models that they are of. */
    holds: z
      .array(z.object({ model: name, reason: z.enum(['outage', 'limit']) }))
      .transform((holds) => holds.slice(0, MAX_HOLDS)),
  }),
  /** How many calls of models are under way, where that has changed. */
  z.object({ type: z.literal('in_flight'), count }),
  z.object({
    type: z.literal('done'),
    stopped: stopped.optional(),
    message: message.optional(),
    /** How a search came out, where it came to its end. */
    search: searchOutcome.optional(),
    /** Of asking a proposer that was cut off before it had given anything usable. */
    telemetry,
  }),
  z.object({
    type: z.literal('failed'),
    message,
    /** Of asking a proposer in vain. */
    telemetry,
  }),
  /** What the project printed and could not be passed on before its process ended. */
  z.object({ type: z.literal('output_lost'), bytes: count }),
]);

/** From a child to the server. A project's code can send anything, so what is in a report is a claim. */
export type Report = z.infer<typeof reportSchema>;

/** A prepared child's claims about its dataset and its work. */
export type PreparedInfo = Extract<Report, { type: 'prepared' }>['info'];

/** A child's message as a report; `null` if it is not one. */
export function reportOf(received: unknown): Report | null {
  return reportSchema.safeParse(received).data ?? null;
}

/** The data of a built-in project has not been fetched yet. */
export class DataMissingError extends Error {
  override readonly name = 'DataMissingError';
  readonly project: string;

  constructor(project: string) {
    super(`the data of ${project} is not on this machine`);
    this.project = project;
  }
}
