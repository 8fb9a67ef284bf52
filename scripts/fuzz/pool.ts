import type { Draws } from './draws.ts';
import type { Operation } from './operations.ts';
import type { Answer } from './http-client.ts';

export interface KnownRun {
  readonly id: string;
  readonly metrics: readonly string[];
  readonly isImport: boolean;
}

/** Longer answers are not searched. */
const MAX_CHARACTERS = 300_000;

const MAX_KEPT = 500;

/** These are never deleted, so that there is always something. */
export const FIRST_JOBS = 5;
const NO_JOB = '00000000-0000-4000-8000-000000000000';

export const STARTS: ReadonlySet<string> = new Set(['startRun', 'startEvaluate', 'startOptimize', 'scoreJob', 'resumeJob']);

interface ListedRun {
  readonly run_id?: unknown;
  readonly metrics?: unknown;
  readonly kind?: unknown;
}

/** What the server has told of: ids, labels, and where its lists go on. It grows with every answer. */
export class Pool {
  readonly jobs: string[] = [];
  readonly #fresh: string[] = [];
  readonly #cancelled: string[] = [];
  readonly runs: KnownRun[] = [];
  readonly #comparisons: string[] = [];
  /** `run_id` and name of labels. */
  readonly labels: (readonly [string, string])[] = [];
  /** Targets of next pages, by operation. */
  readonly #pages = new Map<string, string[]>();

  /** Takes what is new in an answer to a request. */
  learn({ id }: Operation, target: string, { status, headers, text }: Answer): void {
    if (status < 200 || status > 299 || text.length > MAX_CHARACTERS) return;
    this.#learnDeletion(id, target);
    if (String(headers['content-type']).startsWith('application/json')) this.#learnBody(id, target, JSON.parse(text));
    const next = /<([^>]+)>; rel="next"/.exec(String(headers.link))?.[1];
    if (next !== undefined) this.#addPage(id, next.replace(/^https?:\/\/[^/]+/, ''));
    if (id === 'putLabels') this.#addLabels(target);
  }

  /** Where a list of this operation goes on. */
  page(draws: Draws, { id }: Operation): string | undefined {
    const pages = this.#pages.get(id) ?? [];
    return pages.length === 0 ? undefined : draws.pick(pages);
  }

  /** A job for this operation: one that can go on to go on with, none of the first to delete. */
  job(draws: Draws, operationId: string): string {
    switch (operationId) {
      case 'cancelJob':
        return draws.pick(this.#fresh.length > 0 ? this.#fresh : this.jobs);
      case 'resumeJob':
        return this.#cancelled.shift() ?? draws.pick(this.jobs);
      case 'deleteJob':
        return draws.pick(this.jobs.length > FIRST_JOBS ? this.jobs.slice(FIRST_JOBS) : [NO_JOB]);
      default:
        return draws.pick(this.jobs);
    }
  }

  /** A live comparison; one that there is not before the first. */
  comparison(draws: Draws): string {
    return this.#comparisons.length === 0 ? NO_JOB : draws.pick(this.#comparisons);
  }

  #learnBody(id: string, target: string, body: unknown): void {
    if (typeof body !== 'object' || body === null) return;
    if ('job_id' in body && typeof body.job_id === 'string') this.#learnStart(id, body.job_id);
    if ('comparison_id' in body && typeof body.comparison_id === 'string') this.#comparisons.push(body.comparison_id);
    for (const run of Array.isArray(body) ? (body as ListedRun[]) : [body as ListedRun]) this.#learnRun(run);
    if ('next_cursor' in body && typeof body.next_cursor === 'string') this.#addPage(id, withCursor(target, body.next_cursor));
    if ('jobs' in body && Array.isArray(body.jobs))
      for (const { job_id: jobId } of body.jobs as { job_id: string }[]) this.#addJob(jobId);
  }

  #learnRun({ run_id: id, metrics, kind }: ListedRun): void {
    if (typeof id !== 'string' || typeof metrics !== 'object' || metrics === null) return;
    if (Array.isArray(metrics)) return;
    const known = { id, metrics: Object.keys(metrics), isImport: kind === null || kind === undefined || kind === 'import' };
    if (known.metrics.length === 0 || this.runs.some((one) => one.id === id)) return;
    this.runs.push(known);
    if (this.runs.length > MAX_KEPT) this.runs.splice(MAX_KEPT / 2, 1);
  }

  #learnStart(operationId: string, jobId: string): void {
    if (operationId === 'cancelJob') this.#cancelled.push(jobId);
    else if (STARTS.has(operationId)) this.#fresh.push(jobId);
    if (this.#fresh.length > FIRST_JOBS) this.#fresh.shift();
  }

  #learnDeletion(operationId: string, target: string): void {
    const [, , , id = '', , name = ''] = (target.split('?', 1)[0] ?? '').split('/').map((part) => decodeURIComponent(part));
    if (operationId === 'deleteLabels') remove(this.labels, ([runId, one]) => runId === id && one === name);
    if (operationId !== 'deleteRun' && operationId !== 'deleteJob') return;
    remove(this.jobs, (jobId) => jobId === id);
    remove(this.runs, (run) => run.id === id || run.id.startsWith(`${id}.`));
    remove(this.labels, ([runId]) => runId === id);
  }

  #addJob(jobId: string): void {
    if (this.jobs.includes(jobId)) return;
    this.jobs.push(jobId);
    if (this.jobs.length > MAX_KEPT) this.jobs.shift();
  }

  #addPage(id: string, target: string): void {
    const pages = this.#pages.get(id) ?? [];
    this.#pages.set(id, [...pages, target].slice(-20));
  }

  #addLabels(target: string): void {
    const [, runId, name] = /^\/api\/runs\/([^/]+)\/labels\/([^/?]+)$/.exec(target) ?? [];
    if (runId === undefined || name === undefined) return;
    this.labels.push([decodeURIComponent(runId), decodeURIComponent(name)]);
    if (this.labels.length > MAX_KEPT) this.labels.shift();
  }
}

function remove<Item>(items: Item[], isIt: (item: Item) => boolean): void {
  for (let at = items.length - 1; at >= 0; at -= 1) if (isIt(items[at] as Item)) items.splice(at, 1);
}

function withCursor(target: string, cursor: string): string {
  const url = new URL(target, 'http://fuzz.invalid');
  url.searchParams.set('cursor', cursor);
  return url.pathname + url.search;
}
