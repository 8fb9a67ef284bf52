import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { strictSchemas } from './openapi-strict-schemas.ts';

/** An answer of a server, as far as the document speaks of it. */
export interface GivenAnswer {
  readonly method: string;
  /** As it was asked for, without the query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
}

interface DocumentedResponse {
  readonly content?: Readonly<Record<string, unknown>>;
}

interface Route {
  readonly path: string;
  readonly pattern: RegExp;
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}

const PROBLEM_TYPE = 'application/problem+json';
const PROBLEM = '#/components/schemas/Problem';
const JOB_EVENT = '#/components/schemas/JobEvent';
/** Pages for people and what they load. */
const PAGES = /^\/(docs|redoc|openapi\.json|asyncapi\.json)(\/|$)/;

/**
 * Holds answers against the OpenAPI document: a route, a status, a content type or a field that it does not have is an error
 * that says where. What no route of it takes must be answered with a problem.
 */
export class OpenApiCheck {
  readonly #routes: ReadonlyMap<string, readonly Route[]>;
  readonly #ajv: Ajv2020;
  readonly #knownEvents = new Set<string>();

  constructor(document: OpenAPIObject) {
    this.#routes = routesOf(document);
    this.#ajv = new Ajv2020({ strict: false, allErrors: true, discriminator: true });
    addFormats.default(this.#ajv);
    this.#ajv.addSchema({ ...strictSchemas(document), $id: 'assay' });
  }

  /** Throws an error that names route, status and every place where the answer is not as documented. */
  check(answer: GivenAnswer): void {
    if (PAGES.test(answer.path)) return;
    const route = this.#route(answer);
    if (route === undefined) {
      this.#checkRefusal(answer);
      return;
    }
    const response = route.responses[String(answer.status)];
    if (response === undefined) throw fault(answer, `a status that is not among ${Object.keys(route.responses).join(', ')}`);
    this.#checkContent(answer, route, response);
  }

  #route({ method, path }: GivenAnswer): Route | undefined {
    // A slash at the end changes nothing.
    const plain = path.length > 1 ? path.replace(/\/$/, '') : path;
    return this.#routes.get(method.toLowerCase())?.find(({ pattern }) => pattern.test(plain));
  }

  /** No such route, a wrong method, a path that can't be decoded, or what is refused whatever the path, such as a body that can't be read. */
  #checkRefusal(answer: GivenAnswer): void {
    if (![400, 401, 404, 405, 413, 414, 415, 422].includes(answer.status))
      throw fault(answer, 'a route that is not in the document');
    this.#checkValue(answer, PROBLEM, JSON.parse(answer.text));
  }

  #checkContent(answer: GivenAnswer, route: Route, { content = {} }: DocumentedResponse): void {
    const type = (answer.contentType ?? '').split(';')[0] ?? '';
    if (Object.keys(content).length === 0 && answer.text === '') return;
    if (content[type] === undefined) throw fault(answer, `the content type "${type}"`);
    if (type === 'text/event-stream') this.checkStream(answer);
    else if (type === PROBLEM_TYPE) this.#checkValue(answer, PROBLEM, JSON.parse(answer.text));
    else if (type === 'application/json')
      this.#checkValue(answer, schemaPointer(answer.method, route.path, answer.status, type), JSON.parse(answer.text));
  }

  /** Every event of a stream; one that was seen before is not looked at again. */
  checkStream(answer: GivenAnswer): void {
    for (const line of answer.text.split('\n')) {
      if (!line.startsWith('data: ') || this.#knownEvents.has(line)) continue;
      this.#checkValue(answer, JOB_EVENT, JSON.parse(line.slice('data: '.length)));
      this.#knownEvents.add(line);
    }
  }

  #checkValue(answer: GivenAnswer, pointer: string, value: unknown): void {
    const fits = this.#ajv.getSchema(`assay${pointer}`) as ValidateFunction | undefined;
    if (fits === undefined) throw fault(answer, `an answer without the schema ${pointer}`);
    if (!fits(value)) throw fault(answer, `other fields: ${this.#ajv.errorsText(fits.errors, { dataVar: 'body' })}`);
  }
}

function fault({ method, path, status }: GivenAnswer, what: string): Error {
  return new Error(`${method} ${path} answered ${String(status)} with ${what}; document it, then run npm run openapi`);
}

function routesOf(document: OpenAPIObject): Map<string, Route[]> {
  const routes = new Map<string, Route[]>();
  for (const [path, item] of Object.entries(document.paths)) {
    const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    for (const [method, { responses }] of Object.entries(item as Record<string, Pick<Route, 'responses'>>))
      routes.set(method, [...(routes.get(method) ?? []), { path, pattern, responses }]);
  }
  return routes;
}

function schemaPointer(method: string, path: string, status: number, type: string): string {
  const steps = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', type, 'schema'];
  return `#/${steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
}
