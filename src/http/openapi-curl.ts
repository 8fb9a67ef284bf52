import { SETTINGS } from '../config/settings.ts';
import type { CodeSample } from './openapi-shapes.ts';

const SERVER = `http://${SETTINGS.host.fallback()}:${SETTINGS.port.fallback()}`;

/** Where the shell finds something for a parameter of a path: in the newest entry of a list. */
const NEWEST: Readonly<Record<string, string>> = {
  job_id: newest('job_id', '/api/jobs?limit=1', 1),
  run_id: newest('run_id', '/api/runs?limit=1', 1),
};

/** Runs to compare: the two newest evaluations. */
const NEWEST_RUNS = ['RUN_A', 'RUN_B'].map(
  (name, index) => `${name}=${newest('job_id', '/api/jobs?kind=evaluate&limit=2', index + 1)}`,
);

export interface CurlRequest {
  /** In upper case. */
  readonly method: string;
  /** With parameters in braces, as in the document. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>> | undefined;
  /** Whether the answer is a stream, to be shown as it comes. */
  readonly isStream?: boolean;
  /** What to put in for parameters that are in no list. */
  readonly examples?: Readonly<Record<string, string>>;
}

/**
 * Lines for a POSIX shell that call an operation of a server with default settings. What a request names, such as a job, is
 * the newest that there is. They can be pasted as they are.
 */
export function curlSample({ method, path, body, isStream = false, examples = {} }: CurlRequest): CodeSample {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).filter((name) => NEWEST[name] !== undefined);
  const url = `${SERVER}${path}`.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    names.includes(name) ? `$${name.toUpperCase()}` : (examples[name] ?? name),
  );
  const lines = [
    ...names.map((name) => `${name.toUpperCase()}=${NEWEST[name] ?? ''}`),
    ...(body?.['run_ids'] === undefined ? [] : NEWEST_RUNS),
    `curl -s${isStream ? 'N' : ''}${verb(method, body)} ${names.length === 0 ? url : `"${url}"`}${body === undefined ? '' : data(body)}`,
  ];
  return { lang: 'Shell', label: 'curl', source: lines.join('\n') };
}

/** What `curl` would not say by itself. */
function verb(method: string, body: unknown): string {
  return method === (body === undefined ? 'GET' : 'POST') ? '' : ` -X ${method}`;
}

function data(body: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(body['run_ids'] === undefined ? body : { ...body, run_ids: ['$RUN_A', '$RUN_B'] }, null, 2);
  const quoted = `'${text.replaceAll("'", `'\\''`)}'`.replaceAll(/\$RUN_[AB]/g, `'"$&"'`);
  return ` \\\n  -H 'content-type: application/json' \\\n  -d ${quoted}`;
}

/** A command whose output is the value that a list has in its entry number `which`, from 1. */
function newest(field: string, list: string, which: number): string {
  return `$(curl -s '${SERVER}${list}' | grep -o '"${field}":"[^"]*' | sed -n ${which}p | cut -d'"' -f4)`;
}
