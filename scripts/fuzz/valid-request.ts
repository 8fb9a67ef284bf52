import type { Draws } from './draws.ts';
import { PROJECT } from './fuzz-project.ts';
import type { Sent } from './http-client.ts';
import type { Operation, Operations, Parameter, Schema } from './operations.ts';
import type { Pool } from './pool.ts';
import { validBody } from './valid-body.ts';

/** A request that the server should answer with a 2xx, in parts that can be broken. */
export interface ValidRequest {
  readonly operation: Operation;
  /** Values of the path, unescaped, in their order. */
  readonly path: readonly string[];
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> | null;
}

const WORDS = ['sum', 'plain', 'add', 'fuzz', 'topic', 'é 好', '0', 'two is too much'];
const LISTS_ALWAYS_LIMITED = 20;

/** What the document allows, with ids, names and metrics that the server has told of. */
export class ValidRequests {
  readonly #operations: Operations;
  readonly #pool: Pool;

  constructor(operations: Operations, pool: Pool) {
    this.#operations = operations;
    this.#pool = pool;
  }

  of(draws: Draws, operation: Operation): ValidRequest {
    const run = draws.pick(this.#pool.runs);
    const next = draws.happens(0.3) ? this.#pool.page(draws, operation) : undefined;
    const path = this.#path(draws, operation, run.id);
    const body = operation.body === null ? null : validBody(draws, operation, this.#operations, this.#pool);
    const headers = this.#headers(draws, operation);
    if (next !== undefined) return { operation, ...partsOf(operation, next), headers, body };
    return { operation, path, query: this.#query(draws, operation, run.metrics), headers, body };
  }

  #path(draws: Draws, { id, path }: Operation, runId: string): string[] {
    const isOfProject = path.startsWith('/api/projects/');
    const labels =
      this.#pool.labels.length > 0 && id !== 'putLabels' ? draws.pick(this.#pool.labels) : ([runId, 'helpful'] as const);
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    return names.map((name) => {
      switch (name) {
        case 'job_id':
          return this.#pool.job(draws, id);
        case 'comparison_id':
          return this.#pool.comparison(draws);
        case 'run_id':
          return names.includes('name') ? labels[0] : this.#runId(draws, id, runId);
        case 'project':
          return PROJECT.name;
        case 'dataset':
          return draws.pick(PROJECT.datasets);
        case 'name':
          if (isOfProject) return draws.pick(PROJECT.prompts);
          return id === 'putLabels' ? draws.pick(['helpful', 'polite']) : labels[1];
        case 'row':
          return String(draws.integer(0, 2));
        default:
          throw new Error(`the fuzzer has no value for the parameter {${name}} of ${path}`);
      }
    });
  }

  /** What is deleted was imported: jobs are dearer. */
  #runId(draws: Draws, operationId: string, runId: string): string {
    const imports = this.#pool.runs.filter(({ isImport }) => isImport);
    return operationId === 'deleteRun' && imports.length > 0 ? draws.pick(imports).id : runId;
  }

  #query(draws: Draws, operation: Operation, metrics: readonly string[]): [string, string][] {
    return operation.parameters
      .filter((parameter) => parameter.in === 'query' && parameter.name !== 'cursor' && isSent(draws, parameter))
      .map((parameter) => [parameter.name, this.#queryValue(draws, parameter, metrics)]);
  }

  #queryValue(draws: Draws, parameter: Parameter, metrics: readonly string[]): string {
    switch (parameter.name) {
      case 'metric':
        return draws.pick(metrics);
      case 'against':
        return draws.pick(this.#pool.runs).id;
      case 'sort':
        return sortOf(draws, parameter);
      case 'slice_by':
        return 'inputs.topic';
      case 'project':
        return PROJECT.name;
      case 'min':
      case 'delta_min':
        return String(draws.integer(-10, 5) / 10);
      case 'max':
      case 'delta_max':
        return String(draws.integer(5, 20) / 10);
      case 'limit':
      case 'n':
        return String(draws.integer(1, LISTS_ALWAYS_LIMITED));
      case 'step_index':
      case 'replicate':
        return '0';
      default:
        return String(simpleValue(draws, this.#operations.resolve(parameter.schema)));
    }
  }

  #headers(draws: Draws, operation: Operation): Record<string, string> {
    const names = operation.parameters.filter((one) => one.in === 'header' && draws.happens(0.2)).map(({ name }) => name);
    const values: Readonly<Record<string, string>> = {
      'Idempotency-Key': `fuzz-${draws.integer(0, 2 ** 31 - 1)}`,
      'Last-Event-ID': String(draws.integer(0, 5)),
    };
    return Object.fromEntries(names.map((name) => [name, values[name] ?? '']));
  }
}

/** The request as it goes over the wire. */
export function sentOf({ operation, path, query, headers, body }: ValidRequest): Sent {
  const text = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return {
    method: operation.method,
    target: filledPath(operation, path.map(encodeURIComponent)) + (text === '' ? '' : `?${text}`),
    headers: { ...headers, ...(body === null ? {} : { 'content-type': 'application/json' }) },
    body: body === null ? null : JSON.stringify(body),
  };
}

/** The path with these values in the place of its parameters, as they are. */
export function filledPath({ path }: Operation, values: readonly string[]): string {
  let at = 0;
  return path.replaceAll(/\{\w+\}/g, () => values[at++] ?? '');
}

/** Without `limit` some lists are whole, and grow with the fuzzing. */
function isSent(draws: Draws, { name, required = false }: Parameter): boolean {
  return required || draws.happens(name === 'limit' || name === 'n' ? 0.97 : 0.2);
}

/** One of those that the parameter's description names. */
function sortOf(draws: Draws, { description = '' }: Parameter): string {
  const names = [...description.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name.replace('NAME', 'right'));
  return (draws.happens(0.5) ? '-' : '') + draws.pick(names);
}

/** A value of a schema without properties or items. */
export function simpleValue(draws: Draws, schema: Schema): unknown {
  if (schema.enum !== undefined) return draws.pick(schema.enum);
  const [type] = [schema.type ?? 'string'].flat();
  switch (type) {
    case 'integer':
      return draws.integer(
        schema.minimum ?? 0,
        Math.min(schema.maximum ?? Number.MAX_SAFE_INTEGER, (schema.minimum ?? 0) + 20),
      );
    case 'number':
      return draws.integer(1, 19) / 20;
    case 'boolean':
      return draws.happens(0.5);
    case undefined:
    default:
      return draws.pick(WORDS);
  }
}

function partsOf({ path }: Operation, target: string): Pick<ValidRequest, 'path' | 'query'> {
  const url = new URL(target, 'http://fuzz.invalid');
  const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`);
  const values = (pattern.exec(url.pathname) ?? []).slice(1).map(decodeURIComponent);
  return { path: values, query: [...url.searchParams] };
}
