import { assayVersion } from '../config/version.ts';
import type { Meters, Reading } from '../domain/meters.ts';
import type { RunStore } from '../domain/run-store.ts';
import type { Exposition } from './exposition.ts';
import type { JobTallies } from './job-tallies.ts';
import { diskReadings, type EventLoopDelay, openFiles } from './process-readings.ts';
import type { RequestTally } from './request-tally.ts';

const SOURCE = ['provider', 'model'];
const ASKED = [...SOURCE, 'role'];

export function exposeJobs(to: Exposition, jobs: JobTallies, meters: Meters): void {
  to.counter(
    { name: 'assay_jobs_created_total', help: 'Jobs that were created.', labels: ['kind'] },
    () => jobs.started.readings,
  );
  to.counter(
    { name: 'assay_jobs_ended_total', help: 'Jobs that ended, by how.', labels: ['kind', 'status'] },
    () => jobs.ended.readings,
  );
  to.histogram(
    {
      name: 'assay_job_duration_seconds',
      help: 'How long jobs were at work, waits included, pauses before they were resumed not.',
      labels: ['kind', 'status'],
    },
    jobs.durationSeconds,
  );
  to.gauge({ name: 'assay_jobs', help: 'Jobs that run and wait in this process.', labels: ['status'] }, () =>
    meters.read('jobs'),
  );
  to.counter(
    { name: 'assay_trials_total', help: 'Trials, by whose fault they failed.', labels: ['outcome'] },
    () => jobs.trials.readings,
  );
  to.counter(
    { name: 'assay_scorings_total', help: 'Scorings of trials by metrics.', labels: ['kind', 'outcome'] },
    () => jobs.scorings.readings,
  );
  to.counter({ name: 'assay_steps_total', help: 'Steps of searches that ended.' }, () => jobs.steps.readings);
}

export function exposeModels(to: Exposition, { models, names }: JobTallies, meters: Meters): void {
  to.counter(
    { name: 'assay_model_calls_total', help: 'Calls of models that are over.', labels: [...ASKED, 'outcome'] },
    () => models.calls.readings,
  );
  to.histogram(
    { name: 'assay_model_call_duration_seconds', help: 'How long calls of models took, waits not included.', labels: SOURCE },
    models.latencySeconds,
  );
  to.counter(
    { name: 'assay_model_tokens_total', help: 'Tokens; cached input is a part of input.', labels: [...ASKED, 'type'] },
    () => models.tokens.readings,
  );
  to.counter(
    { name: 'assay_model_cost_usd_total', help: 'What calls cost in US dollars, as far as it is known.', labels: ASKED },
    () => models.costUsd.readings,
  );
  to.counter(
    { name: 'assay_model_unpriced_calls_total', help: 'Calls whose cost is not known.', labels: SOURCE },
    () => models.unpriced.readings,
  );
  to.counter(
    { name: 'assay_model_retries_total', help: 'Calls that got no answer and were made again.', labels: SOURCE },
    () => models.retries.readings,
  );
  to.counter(
    { name: 'assay_model_cache_hits_total', help: 'Answers from the cache or a recording.', labels: SOURCE },
    () => models.cacheHits.readings,
  );
  const named = (readings: readonly Reading[]): readonly Reading[] =>
    readings.map(({ labels: { model = '', reason = '' }, value }) => ({ labels: { ...names.ofSpec(model), reason }, value }));
  to.gauge(
    {
      name: 'assay_model_held_jobs',
      help: 'Jobs whose calls of a model wait for its provider.',
      labels: [...SOURCE, 'reason'],
    },
    () => named(meters.read('model_holds')),
  );
  to.counter(
    { name: 'assay_model_hold_seconds_total', help: 'For how long jobs waited for a provider.', labels: [...SOURCE, 'reason'] },
    () => named(meters.read('model_hold_seconds')),
  );
}

export interface ServerParts {
  readonly requests: RequestTally;
  readonly meters: Meters;
  readonly runs: RunStore;
}

export function exposeServer(to: Exposition, { requests, meters, runs }: ServerParts): void {
  to.histogram(
    {
      name: 'assay_http_request_duration_seconds',
      help: 'HTTP requests, event streams not included.',
      labels: ['method', 'route', 'status'],
    },
    requests.durationSeconds,
  );
  to.gauge({ name: 'assay_stream_clients', help: 'Open streams of events.', labels: ['transport'] }, () =>
    meters.read('stream_clients'),
  );
  to.gauge({ name: 'assay_outbox_bytes', help: 'Bytes that wait to be sent to peers of WebSockets.' }, () =>
    meters.read('outbox_bytes'),
  );
  to.gauge({ name: 'assay_mailbox_bytes', help: 'Bytes of events of jobs that wait to be stored.' }, () =>
    meters.read('mailbox_bytes'),
  );
  to.gauge({ name: 'assay_child_processes', help: 'Processes of projects, the one that is kept ready included.' }, () =>
    meters.read('child_processes'),
  );
  to.gauge({ name: 'assay_index_indexed_ratio', help: 'How much of the logs is in the index, from 0 to 1.' }, () =>
    reading(runs.state().done),
  );
  to.gauge({ name: 'assay_index_state', help: 'The state of the index; the one that it has is 1.', labels: ['state'] }, () =>
    (['ready', 'building', 'stalled'] as const).map((state) => ({
      labels: { state },
      value: runs.state().state === state ? 1 : 0,
    })),
  );
}

/** `folders` are those whose file systems are shown. */
export function exposeProcess(to: Exposition, delay: EventLoopDelay, folders: Readonly<Record<string, string>>): void {
  to.gauge({ name: 'assay_build_info', help: 'Versions; always 1.', labels: ['version', 'node'] }, () => [
    { labels: { version: assayVersion, node: process.version }, value: 1 },
  ]);
  to.gauge(
    {
      name: 'assay_event_loop_delay_seconds',
      help: 'How late the event loop was since it was asked before; the quantile 1 is the longest.',
      labels: ['quantile'],
    },
    () => delay.take(),
  );
  const disk = { labels: ['folder'] };
  to.gauge(
    { name: 'assay_disk_free_bytes', help: 'Free bytes of the file system of a folder.', ...disk },
    async () => (await diskReadings(folders)).free,
  );
  to.gauge(
    { name: 'assay_disk_size_bytes', help: 'Size of the file system of a folder.', ...disk },
    async () => (await diskReadings(folders)).size,
  );
  to.counter({ name: 'process_cpu_seconds_total', help: 'Processor time of the server, without its children.' }, () => {
    const { user, system } = process.cpuUsage();
    return reading((user + system) / 1e6);
  });
  to.gauge({ name: 'process_start_time_seconds', help: 'When the process started, in seconds since 1970.' }, () =>
    reading(performance.timeOrigin / 1_000),
  );
  to.gauge({ name: 'process_resident_memory_bytes', help: 'Memory of the server, without its children.' }, () =>
    reading(process.memoryUsage.rss()),
  );
  to.gauge({ name: 'nodejs_heap_size_used_bytes', help: 'Heap of JavaScript in use.' }, () =>
    reading(process.memoryUsage().heapUsed),
  );
  to.gauge({ name: 'process_open_fds', help: 'Open file descriptors, where the system shows them.' }, openFiles);
}

function reading(value: number): readonly Reading[] {
  return [{ labels: {}, value }];
}
