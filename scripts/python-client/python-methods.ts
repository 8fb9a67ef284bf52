import { isPythonName, oneLine, pythonType } from './python-types.ts';
import type { Document, Operation, Parameter } from './schema.ts';

const JSON_TYPE = 'application/json';
const METHODS: readonly string[] = ['get', 'post', 'put', 'delete'];

/** How an answer is read, and its type. */
interface Reading {
  readonly as: 'json' | 'text' | 'none' | 'events';
  readonly type: string;
}

/** One method for each operation of the document, in its order. */
export function methods({ paths }: Document): string {
  return Object.entries(paths)
    .flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([method]) => METHODS.includes(method))
        .map(([method, operation]) => methodOf(path, method, operation)),
    )
    .join('\n\n');
}

function methodOf(path: string, method: string, operation: Operation): string {
  const { parameters = [], requestBody, summary = '', operationId } = operation;
  const reading = readingOf(operation);
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const inHeader = parameters.filter((parameter) => parameter.in === 'header' && !isOfStreams(parameter));
  const body = bodyOf(requestBody);
  const named = [...(reading.as === 'events' ? [] : inQuery), ...inHeader];
  const options = [
    ...named.map((parameter) => `${pythonName(parameter.name)}: Optional[${pythonType(parameter.schema)}] = None`),
    ...(reading.as === 'events' ? ['from_seq: int = 0'] : []),
    ...(reading.as === 'text' ? ['accept: Optional[str] = None'] : []),
  ];
  const positional = [
    ...inPath.map(({ name, schema }) => `${pythonName(name)}: ${pythonType(schema)}`),
    ...(body === undefined ? [] : [`body: ${body.type}`]),
  ];
  const signature = ['self', ...positional, ...(options.length === 0 ? [] : ['*', ...options])].join(', ');
  const target = pathExpression(path);
  const called = [
    JSON.stringify(method.toUpperCase()),
    target,
    ...(inQuery.length === 0 ? [] : [`query=${table(inQuery)}`]),
    ...(inHeader.length === 0 ? [] : [`headers=${table(inHeader)}`]),
    ...(body === undefined ? [] : [body.isJson ? 'body=body' : 'data=body']),
    ...(reading.as === 'text' ? ['accept=accept'] : []),
  ].join(', ');
  return [
    `    def ${snakeCase(operationId)}(${signature}) -> ${reading.as === 'events' ? `Iterator[${reading.type}]` : reading.type}:`,
    `        """${oneLine(summary)}."""`,
    `        ${statement(reading, target, called)}`,
  ].join('\n');
}

function statement({ as, type }: Reading, target: string, called: string): string {
  if (as === 'events') return `return cast("Iterator[${type}]", self._follow(${target}, from_seq))`;
  if (as === 'none') return `self._send(${called})`;
  if (as === 'text') return `return self._send(${called}).decode("utf-8")`;
  return `return cast(${JSON.stringify(type)}, json.loads(self._send(${called})))`;
}

/** Of an operation that answers JSON or a page, JSON. */
function readingOf({ responses, operationId }: Operation): Reading {
  const contents = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, { content }]) => Object.entries(content ?? {}));
  const json = contents.filter(([type]) => type === JSON_TYPE).map(([, { schema }]) => pythonType(schema));
  const [first] = json;
  if (first !== undefined) return { as: 'json', type: [...new Set(json)].length === 1 ? first : `Union[${json.join(', ')}]` };
  if (contents.some(([type]) => type === 'text/event-stream'))
    return { as: 'events', type: operationId.includes('Comparison') ? 'LiveState' : 'JobEvent' };
  return contents.length === 0 ? { as: 'none', type: 'None' } : { as: 'text', type: 'str' };
}

function bodyOf(requestBody: Operation['requestBody']): { readonly type: string; readonly isJson: boolean } | undefined {
  if (requestBody === undefined) return undefined;
  const json = requestBody.content[JSON_TYPE];
  return json === undefined ? { type: 'bytes', isJson: false } : { type: pythonType(json.schema), isJson: true };
}

/** Following a stream sends these by itself. */
function isOfStreams({ name }: Parameter): boolean {
  return name === 'Last-Event-ID';
}

function pathExpression(path: string): string {
  if (!path.includes('{')) return JSON.stringify(path);
  return `f"${path.replaceAll(/\{([^}]+)\}/g, (_whole, name: string) => `{_segment(${pythonName(name)})}`)}"`;
}

function table(parameters: readonly Parameter[]): string {
  return `{${parameters.map(({ name }) => `${JSON.stringify(name)}: ${pythonName(name)}`).join(', ')}}`;
}

function pythonName(name: string): string {
  const plain = name.replaceAll('-', '_').toLowerCase();
  return isPythonName(plain) ? plain : `${plain}_`;
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
