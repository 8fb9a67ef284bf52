import type { OpenAPIObject } from '@nestjs/swagger';
import { SETTINGS } from '../config/settings.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { CodeSample, NamedSchemas, ObjectSchema, Operation, Parameter, SchemaOrReference } from './openapi-shapes.ts';
import { type Fault, problem, type Problem, PROBLEM_TYPE } from './problem.ts';

const JSON_TYPE = 'application/json';
const FILE_TYPE = 'application/octet-stream';
const SCHEMA_PATH = '#/components/schemas/';

type Example = Omit<Fault, 'status' | 'code'> & {
  readonly code?:
    ErrorCode | 'invalid_request' | 'no_key' | 'query_too_long' | 'too_many_requests' | 'foreign_host' | 'foreign_origin';
};

const REQUEST_ID = '0b1e1b8e-6f4e-4f0e-9f39-1d6f0f7c5a52';

/** A problem of each status as the server may send it. */
const EXAMPLES: Readonly<Record<number, Example>> = {
  400: { code: 'unusable_request', detail: 'there is no program "v9" in project classify_sentiment; it has plain, v1' },
  401: {
    code: 'no_key',
    detail: 'This server asks for a key: send one in the header "Authorization: Bearer …" or "X-API-Key".',
  },
  403: {
    code: 'foreign_origin',
    detail:
      'Pages of the origin "https://dash.example" may not call this server: name it in ASSAY_CORS_ORIGINS if they should.',
  },
  404: { code: 'job_not_found', detail: 'job not found' },
  409: {
    code: 'busy',
    detail: 'another job is already running',
    hint:
      'job b0ba8e36-d075-40d7-931b-6f81b0ecf5ea has done 120 of 250 trials and scorings; ' +
      'POST /api/jobs/b0ba8e36-d075-40d7-931b-6f81b0ecf5ea/cancel ends it',
    occupancy: {
      running: ['b0ba8e36-d075-40d7-931b-6f81b0ecf5ea'],
      limit: 1,
      setting: 'ASSAY_MAX_RUNNING_JOBS',
      progress: [{ job_id: 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea', completed: 120, total: 250 }],
    },
  },
  413: { detail: 'The body is larger than 1048576 bytes; send less, or start the server with a larger ASSAY_BODY_LIMIT.' },
  414: {
    code: 'query_too_long',
    detail:
      'The query of the address has 9000 characters, and at most 8192 are taken: send less, or start the server with a larger ' +
      'ASSAY_MAX_QUERY_LENGTH.',
  },
  415: { detail: 'The body must be JSON with the header "content-type: application/json"; this one has "text/plain".' },
  421: {
    code: 'foreign_host',
    detail:
      'This server does not answer to the host "assay.example": call it by localhost or by its own address, or name the host in ' +
      'ASSAY_ALLOWED_HOSTS.',
  },
  422: {
    code: 'invalid_request',
    detail: 'The request does not match its schema: workers must be an integer of 1 or more.',
    errors: [{ path: 'workers', message: 'must be an integer of 1 or more' }],
  },
  429: {
    code: 'too_many_requests',
    detail:
      'More than 6000 requests of this key came within a minute: go on in 12 s, or start the server with a larger ' +
      'ASSAY_MAX_REQUESTS_PER_MINUTE.',
  },
  500: { detail: 'Something went wrong on our side; the server log has the cause beside this request_id.' },
  503: { code: 'draining', detail: 'The server is shutting down; try again soon.' },
  507: { code: 'disk', detail: 'the disk is full (ENOSPC): free some space, then send the request again' },
};

const SERVER = `http://${SETTINGS.host.fallback()}:${SETTINGS.port.fallback()}`;

/** Shell commands that find a value for a path parameter: the newest entry of a list. */
const NEWEST: Readonly<Record<string, string>> = {
  job_id: newest('job_id', '/api/jobs?limit=1', 1),
  run_id: newest('run_id', '/api/runs?limit=1', 1),
  comparison_id: newest('comparison_id', '/api/comparisons?limit=1', 1),
};

/** Routes about steps and templates, which only a search has. */
const OF_SEARCHES = /\/(steps|prompt)$/;

const NEWEST_SEARCH = newest('job_id', '/api/jobs?kind=optimize&limit=1', 1);

/** Runs to compare: the two newest evaluations. */
const NEWEST_RUNS = ['RUN_A', 'RUN_B'].map(
  (name, index) => `${name}=${newest('job_id', '/api/jobs?kind=evaluate&limit=2', index + 1)}`,
);

/** Fields that stand in place of others, of which a body needs one or the other. */
const IN_PLACE_OF: Readonly<Record<string, string>> = { tasks: 'run_ids' };

/** Gives out a small file of results. */
const A_FILE = `printf '%s\\n' '{"experiment_id":"gsm8k"}' '{"id":"gsm8k-0001","scores":{"correct":1}}' |\n  `;

/** Gives out the archive of a job that has ended. */
const AN_ARCHIVE = `JOB_ID=${newest('job_id', '/api/jobs?status=done&limit=1', 1)}
curl -s "${SERVER}/api/jobs/$JOB_ID/archive" |\n  `;

interface CurlRequest {
  /** In upper case. */
  readonly method: string;
  /** With parameters in braces, as in the document. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>> | undefined;
  /** Whether the answer is a stream, to be shown as it arrives. */
  readonly isStream?: boolean;
  /** Whether its body is a file as it is. */
  readonly takesFile?: boolean;
  /** Whether its address names runs. */
  readonly namesRunsInQuery?: boolean;
  /** What else its address can't do without, from the question mark on. */
  readonly needed?: string;
  /** Values for the parameters that no list has. */
  readonly examples?: Readonly<Record<string, string>>;
}

/** Bodies to start from: the required fields and, if there are more, all fields. */
interface BodyExamples {
  readonly required: BodyExample;
  readonly everything?: BodyExample;
}

interface BodyExample {
  readonly summary: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Adds to every operation example bodies, example problems and a curl command. */
export function addExamples(document: OpenAPIObject): void {
  const schemas = document.components?.schemas ?? {};
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      const examples = pathExamples(operation);
      const needed = neededQuery(operation);
      const body = addBodyExamples(operation, schemas);
      addProblemExamples(operation, path, examples);
      operation.parameters?.forEach(showExample);
      const isStream = operation.responses['200']?.content?.['text/event-stream'] !== undefined;
      const namesRunsInQuery =
        operation.parameters?.some(({ name, in: place }) => place === 'query' && name === 'run_ids') ?? false;
      const takesFile = operation.requestBody?.content[FILE_TYPE] !== undefined;
      const request = { method: method.toUpperCase(), path, body, isStream, takesFile, namesRunsInQuery, needed, examples };
      operation['x-codeSamples'] = [curlSample(request)];
    }
  }
}

/** Moves an example to where it is shown but not filled in: few requests send every optional parameter. */
function showExample({ schema }: Parameter): void {
  if (schema?.example === undefined) return;
  schema.examples = [schema.example];
  delete schema.example;
}

/** Returns the smallest complete body; `undefined` if the operation has none. */
function addBodyExamples({ requestBody }: Operation, schemas: NamedSchemas): Readonly<Record<string, unknown>> | undefined {
  const media = requestBody?.content[JSON_TYPE];
  if (media?.schema === undefined) return undefined;
  const examples = bodyExamples(resolved(media.schema, schemas));
  media.examples = examples;
  return examples.required.value;
}

function pathExamples({ parameters = [] }: Operation): Record<string, string> {
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  return Object.fromEntries(inPath.map(({ name, schema }) => [name, isShort(schema?.example) ? String(schema.example) : name]));
}

/** The query parameters that have to be there, with their examples. */
function neededQuery({ parameters = [] }: Operation): string {
  const given = parameters.filter(({ in: place, required }) => place === 'query' && required === true);
  const shown = given.flatMap(({ name, schema }) => (isShort(schema?.example) ? [`${name}=${schema.example}`] : []));
  return shown.length === 0 ? '' : `?${shown.join('&')}`;
}

function isShort(example: unknown): example is string | number {
  return typeof example === 'string' || typeof example === 'number';
}

function addProblemExamples(operation: Operation, path: string, examples: Readonly<Record<string, string>>): void {
  const instance = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => examples[name] ?? name);
  for (const [status, { content }] of Object.entries(operation.responses)) {
    const media = content?.[PROBLEM_TYPE];
    const example = media === undefined ? undefined : problemExample(Number(status), instance);
    if (media !== undefined && example !== undefined) media.example ??= example;
  }
}

function resolved(schema: SchemaOrReference, schemas: NamedSchemas): ObjectSchema {
  return (schema.$ref === undefined ? schema : schemas[schema.$ref.replace(SCHEMA_PATH, '')]) as ObjectSchema;
}

/** Bodies made of the examples of a schema's fields, so that the two can't disagree. */
function bodyExamples({ properties = {}, required = [] }: ObjectSchema): BodyExamples {
  const names = Object.keys(properties);
  const instead = Object.keys(IN_PLACE_OF).filter((name) => names.includes(name));
  const needed = [...required, ...instead.flatMap((name) => IN_PLACE_OF[name] ?? [])];
  const least = { summary: 'What is required', value: bodyOf(properties, needed) };
  const others = names.filter((name) => !instead.includes(name));
  if (others.every((name) => needed.includes(name))) return { required: least };
  const summary = ['Every field', ...instead].join(' but ');
  return { required: least, everything: { summary, value: bodyOf(properties, others) } };
}

function bodyOf(properties: Readonly<Record<string, SchemaOrReference>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, properties[name]?.example]));
}

/** A problem with this status as the route at `path` may send it; `undefined` for a status without an example. */
function problemExample(status: number, path: string): Problem | undefined {
  const example = EXAMPLES[status];
  return example === undefined ? undefined : problem({ ...example, status }, { id: REQUEST_ID, url: path });
}

/**
 * Lines for a POSIX shell that call an operation of a server with default settings, ready to paste. Where the request names
 * something, such as a job, they use the newest one.
 */
function curlSample(request: CurlRequest): CodeSample {
  const {
    method,
    path,
    body,
    isStream = false,
    takesFile = false,
    namesRunsInQuery = false,
    needed = '',
    examples = {},
  } = request;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).filter((name) => NEWEST[name] !== undefined);
  const query = namesRunsInQuery ? '?run_ids=$RUN_A&run_ids=$RUN_B' : needed;
  const url = `${SERVER}${path}${query}`.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    names.includes(name) ? `$${name.toUpperCase()}` : (examples[name] ?? name),
  );
  const lines = [
    ...names.map((name) => `${name.toUpperCase()}=${OF_SEARCHES.test(path) ? NEWEST_SEARCH : (NEWEST[name] ?? '')}`),
    ...(namesRunsInQuery || namesRuns(body) ? NEWEST_RUNS : []),
    `${takesFile ? fileFor(path) : ''}curl -s${isStream ? 'N' : ''}${takesFile ? ' --data-binary @-' : verb(method, body)} ${url.includes('$') ? `"${url}"` : url}${body === undefined ? '' : data(body)}`,
  ];
  return { lang: 'Shell', label: 'curl', source: lines.join('\n') };
}

/** What is sent by a request whose body is a file. */
function fileFor(path: string): string {
  return path.startsWith('/api/jobs/') ? AN_ARCHIVE : A_FILE;
}

/** The method, if it is not the one that curl would use. */
function verb(method: string, body: unknown): string {
  return method === (body === undefined ? 'GET' : 'POST') ? '' : ` -X ${method}`;
}

function namesRuns(body: Readonly<Record<string, unknown>> | undefined): boolean {
  return body?.['run_ids'] !== undefined || body?.['raters'] !== undefined;
}

function data(body: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(withNewestRuns(body), null, 2);
  const quoted = `'${text.replaceAll("'", `'\\''`)}'`.replaceAll(/\$RUN_[AB]/g, `'"$&"'`);
  return ` \\\n  -H 'content-type: application/json' \\\n  -d ${quoted}`;
}

function withNewestRuns(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { run_ids: runIds, raters } = body;
  if (Array.isArray(raters))
    return { ...body, raters: raters.map((rater: object, at) => ({ ...rater, run_id: at === 0 ? '$RUN_A' : '$RUN_B' })) };
  return runIds === undefined ? body : { ...body, run_ids: ['$RUN_A', '$RUN_B'] };
}

/** A command that prints the value of a field in entry number `which` (from 1) of a list. */
function newest(field: string, list: string, which: number): string {
  return `$(curl -s '${SERVER}${list}' | grep -o '"${field}":"[^"]*' | sed -n ${which}p | cut -d'"' -f4)`;
}
