import { SETTINGS } from '../config/settings.ts';
import type { CodeSample } from './openapi-shapes.ts';

const SERVER = `http://${SETTINGS.host.fallback()}:${SETTINGS.port.fallback()}`;

/** Where the shell finds something for a parameter of a path: in the newest entry of a list. */
const NEWEST: Readonly<Record<string, string>> = {
  job_id: '/api/jobs?limit=1',
  run_id: '/api/runs?limit=1',
};

export interface CurlRequest {
  /** In upper case. */
  readonly method: string;
  /** With parameters in braces, as in the document. */
  readonly path: string;
  readonly body?: unknown;
  /** Whether the answer is a stream, to be shown as it comes. */
  readonly isStream?: boolean;
  /** What to put in for parameters that are in no list. */
  readonly examples?: Readonly<Record<string, unknown>>;
}

/**
 * Lines for a POSIX shell that call an operation of a server with default settings. What a path names, such as a job, is the
 * newest that there is. They can be pasted as they are.
 */
export function curlSample({ method, path, body, isStream = false, examples = {} }: CurlRequest): CodeSample {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).filter((name) => NEWEST[name] !== undefined);
  const url = `${SERVER}${path}`.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    names.includes(name) ? `$${name.toUpperCase()}` : String(examples[name] ?? name),
  );
  const call = [
    `curl -s${isStream ? 'N' : ''}${method === 'GET' || body !== undefined ? '' : ` -X ${method}`} ${names.length === 0 ? url : `"${url}"`}`,
    ...(body === undefined ? [] : ["-H 'content-type: application/json'", `-d ${quoted(JSON.stringify(body, null, 2))}`]),
  ];
  return { lang: 'Shell', label: 'curl', source: [...names.map(newest), call.join(' \\\n  ')].join('\n') };
}

function newest(name: string): string {
  return `${name.toUpperCase()}=$(curl -s '${SERVER}${NEWEST[name] ?? ''}' | grep -o '"${name}":"[^"]*' | head -n 1 | cut -d'"' -f4)`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
