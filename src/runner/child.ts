import { stripTypeScriptTypes } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { startMathThread } from '../answers/math-equality.ts';
import { environment } from '../config/config.ts';
import { EarlyStop } from '../evaluation/early-stop.ts';
import type { CallTelemetryPayload } from '../evaluation/event.ts';
import { CallCount } from '../evaluation/call-count.ts';
import { ProposerError } from '../evaluation/proposer.ts';
import { tellOfClosedWorld } from '../evaluation/sandbox-refusal.ts';
import { thrownText } from '../evaluation/thrown-text.ts';
import { createModelRegistry } from '../models/model-registry.ts';
import {
  type ChildSettings,
  DataMissingError,
  DISCONNECTED,
  type KeptEvents,
  type Order,
  type Report,
} from './child-protocol.ts';
import { EventRecorder } from './event-recorder.ts';
import { resolveAssayImports } from './import-hook.ts';
import { ServedLog } from './served-log.ts';
import { type PreparedPlan, preparePlan } from './prepared-plan.ts';
import { FieldError } from './project-files.ts';
import { runPlan } from './run-plan.ts';
import { unpricedModels } from './unpriced-models.ts';
import { inspectProject, type ModuleHost } from './project-modules.ts';
import { DEFAULT_PYTHON } from './python/python-process.ts';

// The entry of a child process, which runs one job or lists the catalog. It takes orders over IPC and ends with its parent.

const HEARTBEAT_MS = 250;
/** How long a job's end waits for what its project has printed. */
const OUTPUT_GRACE_MS = 1_000;
const OUTPUT_LOOK_MS = 10;

/** Their methods are those of other objects too. */
const PROTOTYPES = ['Object', 'Array', 'Function'] as const;

const OLD_NODE = 'this version of Node can not give up what it may do: ASSAY_SANDBOX needs 24.21 or newer';

const permission = process.permission as (typeof process.permission & { drop?(scope: string): void }) | undefined;

let settings: ChildSettings | undefined;

/** Why nothing can come of the job any more. */
let brokenBecause: string | undefined;

let plan: PreparedPlan | undefined;

let recorder: EventRecorder | undefined;

let log: ServedLog | undefined;

const stop = new AbortController();

const earlyStop = new EarlyStop();

const callsInFlight = new CallCount();

function report(message: Report): void {
  if (process.connected) process.send?.(message);
}

/** Writes to the server's log. */
function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Before any code of a project is loaded: with threads, it could shed Node's permissions, which a thread need not have. */
function giveUpThreads(): void {
  if (permission?.has('worker') !== true) return;
  startMathThread();
  permission.drop?.('worker');
  if (permission.has('worker')) throw new Error(OLD_NODE);
}

async function inspect(order: Extract<Order, { type: 'inspect' }>): Promise<void> {
  if (order.settings.sandbox?.kind === 'bwrap') tellOfClosedWorld();
  for (const project of order.projects) {
    report({ type: 'inspecting', project });
    const { programs, metrics, metricDetails, faults } = await inspectProject(order.settings, project, hostOf(order.settings));
    report({
      type: 'inspected',
      listing: {
        name: project,
        programs: [...programs],
        metrics: [...metrics],
        metricDetails: [...metricDetails],
        faults: [...faults],
      },
    });
  }
}

async function prepare(order: Extract<Order, { type: 'prepare' }>): Promise<void> {
  settings = order.settings;
  if (settings.sandbox?.kind === 'bwrap') tellOfClosedWorld();
  // What Assay itself needs to load does not count against the project.
  await preloaded;
  report({ type: 'preparing' });
  try {
    const registry = createModelRegistry({
      env: environment,
      policy: settings.retryPolicy,
      maxResponseBytes: settings.maxResponseBytes,
      offline: settings.offline ?? false,
      pricesFile: settings.pricesFile ?? null,
      onWarning: tell,
      onWaiting: (reason, holds) => {
        report({ type: 'waiting', reason, holds: [...holds] });
        tell(reason ?? 'No call of a model has to wait any longer.');
      },
      onRetry: ({ model, message, delayMs }) => tell(`${model} is asked again in ${Math.round(delayMs)} ms: ${message}`),
    });
    plan = await preparePlan(settings, order.spec, registry, {
      onLoaded: () => report({ type: 'loaded' }),
      onChecking: () => report({ type: 'checking' }),
      warn: tell,
      host: hostOf(settings),
      storedTrials: order.storedTrials,
    });
    const { dataset, plannedTrials, plannedScorings, plannedJudgings, sources, search } = plan;
    report({
      type: 'prepared',
      info: {
        datasetPath: dataset.path,
        datasetSha256: dataset.sha256,
        exampleCount: dataset.rowCount,
        plannedTrials,
        plannedScorings,
        plannedJudgings,
        unpricedModels: [...unpricedModels(plan)],
        sources,
        ...(search?.parts && { parts: search.parts }),
      },
    });
  } catch (error) {
    if (error instanceof DataMissingError) report({ type: 'data_missing', project: error.project });
    else report({ type: 'refused', message: thrownText(error), ...(error instanceof FieldError && { path: error.path }) });
  }
}

async function start({ jobId, kept, traceparent }: Extract<Order, { type: 'start' }>): Promise<void> {
  if (plan === undefined || settings === undefined) throw new Error('start came before prepare');
  if (brokenBecause !== undefined) {
    fail(brokenBecause);
    return;
  }
  const events = new EventRecorder(jobId, kept?.endSeq ?? 0, (batch) => report({ type: 'events', batch }));
  recorder = events;
  try {
    const limits = { trialTimeoutMs: settings.trialTimeoutMs, signal: stop.signal, earlyStop, traceparent };
    const { early, cutOff, search } = await runPlan(
      plan,
      limits,
      events.record,
      kept && { log: servedLog(kept), retriesFailed: kept.retriesFailed },
      callsInFlight,
    );
    events.flush();
    await passOnOutput();
    report({ type: 'done', ...early, telemetry: cutOff, search });
  } catch (error) {
    fail(thrownText(error), error instanceof ProposerError ? error.telemetry : undefined);
  }
}

function servedLog({ endSeq }: KeptEvents): ServedLog {
  log = new ServedLog(endSeq, (fromSeq) => report({ type: 'read_log', fromSeq }));
  return log;
}

/** What is printed is sent in the background, and what is not sent when the process ends is lost. */
async function passOnOutput(): Promise<void> {
  const until = performance.now() + OUTPUT_GRACE_MS;
  while (unsentOutput() > 0 && !stop.signal.aborted && performance.now() < until) await setTimeout(OUTPUT_LOOK_MS);
  if (unsentOutput() > 0) report({ type: 'output_lost', bytes: unsentOutput() });
}

function unsentOutput(): number {
  return process.stdout.writableLength + process.stderr.writableLength;
}

/** Reports that the job can't go on, after its remaining events. */
function fail(message: string, telemetry?: CallTelemetryPayload): void {
  recorder?.flush();
  report({ type: 'failed', message, telemetry });
}

async function obey(order: Order): Promise<void> {
  switch (order.type) {
    case 'inspect':
      return inspect(order);
    case 'prepare':
      return prepare(order);
    case 'start':
      return start(order);
    case 'log':
      log?.receive(order.batch);
      return;
    case 'acknowledge':
      recorder?.acknowledge(order.bytes);
      return;
    case 'decide':
      earlyStop.ask({ stopped: order.stopped });
      return;
    case 'stop':
      stop.abort();
  }
}

giveUpThreads();

resolveAssayImports();

process.on('message', (order: Order) => void obey(order));

process.on('disconnect', () => process.exit(DISCONNECTED));

// The project's code may end the process in the middle of a batch: the events before that are still sent.
process.on('exit', () => recorder?.flush());

process.on('uncaughtException', (error) => {
  fail(`the project's code threw outside of any trial: ${thrownText(error)}`);
});

// Some supervisors send these to every process of a service; the server decides when a job ends.
process.on('SIGINT', () => undefined);

process.on('SIGTERM', () => undefined);

let reportedInFlight = 0;

setInterval(() => {
  report({ type: 'alive', rssBytes: process.memoryUsage.rss() });
  if (callsInFlight.count !== reportedInFlight) report({ type: 'in_flight', count: (reportedInFlight = callsInFlight.count) });
  refuseThenables();
}, HEARTBEAT_MS).unref();

report({ type: 'ready' });

// A job that needs a module that can't be loaded reports that itself.
const preloaded = preload().catch(() => undefined);

/** With a method `then`, every object is a promise that perhaps never settles: nothing that is waited for would come any more. */
function refuseThenables(): void {
  const changed = PROTOTYPES.find((name) => typeof (globalThis[name].prototype as { then?: unknown }).then === 'function');
  if (changed === undefined) return;
  breakOff(
    `the project's code gives every ${changed} a method "then", and nothing can be waited for any more: remove ${changed}.prototype.then`,
  );
}

/** Ends a job that nothing can come of any more, in whichever state it is. */
function breakOff(message: string): void {
  brokenBecause ??= message;
  if (recorder === undefined) report({ type: 'refused', message });
  else fail(message);
}

/** How the modules of a project are loaded into this process. */
function hostOf({ python = DEFAULT_PYTHON }: ChildSettings): ModuleHost {
  return { settings: python, onBroken: breakOff, beforeCode: giveUpProcesses };
}

/** A confined process may start the interpreter of its project's Python, and nothing else. */
function giveUpProcesses(): void {
  if (permission?.has('child') !== true) return;
  permission.drop?.('child');
  if (permission.has('child')) throw new Error(OLD_NODE);
}

/**
 * Loads what nearly every job needs, so that a waiting process has it before its job arrives: what 'assay' exports
 * to projects, the local models, and the part of Node that strips types.
 */
async function preload(): Promise<void> {
  stripTypeScriptTypes('');
  await import('zod');
  await import('../evaluation/metric.ts');
  await import('../evaluation/program.ts');
  await import('../answers/answer-given.ts');
  await import('../answers/choice-match.ts');
  await import('../answers/math-match.ts');
  await import('../answers/numeric-match.ts');
  await import('../offline/local-models.ts');
}
