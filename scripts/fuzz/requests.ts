import type { OpenAPIObject } from '@nestjs/swagger';
import { includesScope } from '../../src/config/scope.ts';
import { OpenApiCheck } from '../../test/e2e/openapi-check.ts';
import { brokenRequest } from './broken-request.ts';
import { type Caller, Callers } from './callers.ts';
import { Draws, seedOf } from './draws.ts';
import type { FuzzServer } from './fuzz-server.ts';
import { type Answer, type NoAnswer, send, type Sent } from './http-client.ts';
import { Judge } from './judge.ts';
import { type Operation, Operations } from './operations.ts';
import { FIRST_JOBS, Pool, STARTS } from './pool.ts';
import type { Tally } from './tally.ts';
import { sentOf, ValidRequests } from './valid-request.ts';

/** How often a job is drawn until one is started. */
const MOST_TRIES = 200;

const AT_ONCE = 12;

/** Every operation must have been answered with a 2xx by then: what nothing valid reaches is not tried. */
const ENOUGH_FOR_ALL = 5_000;

/** What only a network answers: it is asked for data that does not exist, so that nothing is fetched. */
const NEED_A_NETWORK: ReadonlySet<string> = new Set(['fetchBenchmark']);

/** How often an operation is asked for, against 6 of the others: what starts processes costs seconds. */
const WEIGHTS: Readonly<Record<string, number>> = {
  startRun: 1,
  startEvaluate: 1,
  startOptimize: 1,
  scoreJob: 1,
  resumeJob: 1,
  cancelJob: 1,
  deleteJob: 1,
  deleteLabels: 2,
  deleteRun: 3,
  compareRuns: 3,
  reportComparison: 3,
  streamJobEvents: 3,
  getHealth: 2,
  getService: 2,
};
const WEIGHT = 6;

export interface RequestRun {
  readonly seed: number;
  /** Numbers of the requests. */
  readonly numbers: Iterable<number>;
}

interface Drawn {
  readonly operation: Operation;
  readonly caller: Caller;
  readonly isValid: boolean;
  readonly sent: Sent;
}

/** Requests out of the server's own OpenAPI document: valid ones by everybody, and broken ones. */
export class Requests {
  readonly #server: FuzzServer;
  readonly #tally: Tally;
  readonly #callers: Callers;
  readonly #operations: Operations;
  readonly #valid: ValidRequests;
  readonly #pool = new Pool();
  readonly #judge: Judge;
  readonly #reached = new Set<string>();

  private constructor(server: FuzzServer, tally: Tally, callers: Callers, document: OpenAPIObject) {
    this.#server = server;
    this.#tally = tally;
    this.#callers = callers;
    this.#operations = new Operations(document);
    this.#valid = new ValidRequests(this.#operations, this.#pool);
    this.#judge = new Judge(this.#operations, new OpenApiCheck(document));
  }

  /** With some jobs, runs and labels to ask for. */
  static async of(server: FuzzServer, tally: Tally): Promise<Requests> {
    const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as OpenAPIObject;
    const requests = new Requests(server, tally, await Callers.of(server), document);
    await requests.#prepare();
    return requests;
  }

  async play({ seed, numbers }: RequestRun): Promise<void> {
    let tried = 0;
    const left = numbers[Symbol.iterator]();
    const worker = async (): Promise<void> => {
      for (let next = left.next(); next.done !== true; next = left.next()) {
        await this.#one(seed, next.value);
        tried += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (tried >= ENOUGH_FOR_ALL) this.#nameUnreached();
  }

  async #one(seed: number, number: number): Promise<void> {
    const draws = new Draws(seedOf(seed, number));
    const drawn = this.#draw(draws);
    const sent = await this.#signed(drawn);
    const answer = await send(this.#server.url, sent);
    const what = this.#judge.fault({ ...drawn, sent }, answer);
    const kind = kindOf(drawn);
    this.#tally.add(kind, nameOf(answer));
    if (what !== null && !(await this.#wasDeleted(sent, answer)))
      this.#tally.addFault({ kind, number, what, sent: `${drawn.caller.name}: ${shown(sent)}` });
    if (answer.status !== null) await this.#learn(drawn, sent, answer);
  }

  /** Whether an answer was cut because another request deleted what it was reading: the server promises not to fail then, and no more. */
  async #wasDeleted({ method, target }: Sent, answer: Answer | NoAnswer): Promise<boolean> {
    if (answer.status !== null || !answer.isCut || method !== 'GET') return false;
    return (await this.#asAdmin('GET', target)).status === 404;
  }

  #draw(draws: Draws): Drawn {
    const operation = draws.weighted(this.#operations.all.map((one) => [WEIGHTS[one.id] ?? WEIGHT, one] as const));
    const valid = this.#valid.of(draws, operation);
    const suffices = ({ scope }: Caller): boolean =>
      operation.access === 'public' || (scope !== null && includesScope(scope, operation.access));
    if (draws.happens(0.35)) {
      const caller = this.#callers.one(draws, draws.happens(0.85) ? suffices : () => true);
      return { operation, caller, isValid: false, sent: brokenRequest(draws, valid) };
    }
    if (operation.takesTicket && draws.happens(0.4))
      return { operation, caller: this.#callers.ticket, isValid: true, sent: sentOf(valid) };
    const caller = this.#callers.one(draws, draws.happens(0.8) ? suffices : (one) => !suffices(one));
    return { operation, caller, isValid: true, sent: sentOf(valid) };
  }

  async #signed({ caller, sent }: Drawn): Promise<Sent> {
    const headers = { ...sent.headers, ...caller.headers };
    if (caller.isTicket !== true) return { ...sent, headers };
    const { target } = sent;
    return {
      ...sent,
      headers,
      target: `${target}${target.includes('?') ? '&' : '?'}ticket=${await this.#callers.newTicket()}`,
    };
  }

  async #learn({ operation, isValid }: Drawn, sent: Sent, answer: Answer): Promise<void> {
    const asked = this.#operations.at(sent.method, sent.target.split('?', 1)[0] ?? '');
    if (asked === undefined || answer.status < 200 || answer.status > 299) return;
    if (isValid) this.#reached.add(operation.id);
    // What nobody meant to start may be endless.
    if (!isValid && STARTS.has(asked.id)) await this.#cancel(answer.text);
    else this.#pool.learn(asked, sent.target, answer);
  }

  async #cancel(started: string): Promise<void> {
    const { job_id: jobId } = JSON.parse(started) as { job_id: string };
    await this.#asAdmin('POST', `/api/jobs/${jobId}/cancel`);
  }

  async #prepare(): Promise<void> {
    const draws = new Draws(0);
    const operation = (id: string): Operation => this.#operations.all.find((one) => one.id === id) as Operation;
    const ask = async (id: string): Promise<string> => {
      const sent = sentOf(this.#valid.of(draws, operation(id)));
      return (await this.#asAdmin(sent.method, sent.target, sent)).text;
    };
    // A run to start with: the values of paths are drawn from what there is.
    this.#pool.runs.push({ id: 'import-0', metrics: ['score'], isImport: true });
    this.#pool.jobs.push('none');
    for (let at = 0; at < FIRST_JOBS; at += 1) {
      await ask('importRun');
      const jobId = await startedBy(() => ask(at === 0 ? 'startOptimize' : at === 1 ? 'startRun' : 'startEvaluate'));
      while (!(await this.#asAdmin('GET', `/api/jobs/${jobId}?events=false`)).text.includes('"finished_at":"'));
    }
    this.#pool.runs.length = 0;
    this.#pool.jobs.length = 0;
    for (const id of ['listJobs', 'listRuns']) {
      const target = operation(id).path;
      this.#pool.learn(operation(id), target, await this.#asAdmin('GET', target));
    }
  }

  async #asAdmin(method: string, target: string, sent?: Sent): Promise<Answer> {
    const headers = { ...sent?.headers, ...this.#callers.admin.headers };
    const answer = await send(this.#server.url, { method, target, headers, body: sent?.body ?? null });
    if (answer.status === null || answer.status >= 500)
      throw new Error(`the server is not well: ${JSON.stringify(answer)}\n${this.#server.said}`);
    return answer;
  }

  #nameUnreached(): void {
    for (const { id, method, path } of this.#operations.all) {
      if (this.#reached.has(id) || NEED_A_NETWORK.has(id)) continue;
      const what = 'the fuzzer has no valid request for it: say in scripts/fuzz/ what is one';
      this.#tally.addFault({ kind: 'valid', number: 0, what, sent: `${method} ${path} (${id})` });
    }
  }
}

function kindOf({ operation, caller, isValid }: Drawn): string {
  if (!isValid) return 'broken';
  const suffices = operation.access === 'public' || (caller.scope !== null && includesScope(caller.scope, operation.access));
  return suffices ? 'valid' : 'valid, without the right';
}

function nameOf({ status }: Answer | NoAnswer): string {
  if (status === null) return 'none';
  return status >= 200 && status < 300 ? '2xx' : String(status);
}

function shown({ method, target, headers, body }: Sent): string {
  const shownHeaders = Object.entries(headers).filter(([name]) => !['authorization', 'x-api-key', 'cookie'].includes(name));
  return `${method} ${target.slice(0, 500)} ${JSON.stringify(shownHeaders)} ${body?.toString() ?? ''}`;
}

/** What is drawn may be refused, as a baseline that there is not yet: it is drawn anew until a job is started. */
async function startedBy(start: () => Promise<string>): Promise<string> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const { job_id: jobId } = JSON.parse(await start()) as { job_id?: string | null };
    if (typeof jobId === 'string') return jobId;
  }
  throw new Error(`no job was started in ${String(MOST_TRIES)} tries`);
}
