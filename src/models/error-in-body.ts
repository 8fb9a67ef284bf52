/** An error that a provider put into a body. */
export interface BodyError {
  /** From 400 to 599. */
  readonly status: number;
  /** The error as OpenAI writes it, which the AI SDK reads. */
  readonly body: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Statuses by what providers call an error that has no number. */
const STATUS_OF_NAMES: readonly (readonly [name: RegExp, status: number])[] = [
  [/insufficient_quota|billing|payment/i, 402],
  [/rate.?limit|too.?many.?requests|resource_exhausted/i, 429],
  [/overloaded|unavailable|capacity/i, 503],
  [/time.?out/i, 504],
  [/server_error|internal|upstream|bad_gateway/i, 502],
  [/authentication|invalid_api_key|unauthorized/i, 401],
  [/permission|forbidden/i, 403],
  [/not_found/i, 404],
];

/** An error that says no more about itself: the request is refused. */
const UNTOLD = 400;

/**
 * The error that a body holds in place of an answer; `null` where it holds none. Of a body that is cut, as much as is left of it.
 *
 * @example errorInBody('{"error":{"message":"overloaded","code":502}}')?.status // 502
 */
export function errorInBody(text: string, { isCut = false } = {}): BodyError | null {
  if (!text.includes('"error"')) return null;
  if (isCut) return cutError(text);
  const body = parsedObject(text);
  if (body === null) return null;
  const [choice] = Array.isArray(body.choices) ? (body.choices as readonly unknown[]) : [];
  const error = body.error ?? (isFields(choice) ? choice.error : undefined);
  if (error === undefined || error === null || error === false || hasAnswer(choice)) return null;
  return asOpenAi(error, body);
}

/** Some gateways add an empty error to a good answer. */
function hasAnswer(choice: unknown): boolean {
  if (!isFields(choice) || choice.error !== undefined || choice.finish_reason === 'error') return false;
  return isFields(choice.message) && typeof choice.message.content === 'string' && choice.message.content !== '';
}

function asOpenAi(error: unknown, body: Fields): BodyError {
  const fields = isFields(error) ? error : {};
  const message = textOf(fields.message) ?? textOf(error) ?? textOf(body.message) ?? JSON.stringify(error);
  const codes = [fields.code, fields.status, fields.status_code, body.code, body.status];
  const status = codes.map(statusOf).find((code) => code !== null) ?? statusOfName([...codes, fields.type, message]);
  return { status, body: JSON.stringify({ error: { ...fields, message, code: textOf(fields.code) ?? fields.code ?? null } }) };
}

function cutError(text: string): BodyError {
  const code = /"(?:code|status)"\s*:\s*"?([45]\d\d)\b/.exec(text)?.[1];
  const message = /"message"\s*:\s*"((?:[^"\\]|\\.)*)/.exec(text)?.[1] ?? text;
  const status = code === undefined ? statusOfName([text]) : Number(code);
  return { status, body: JSON.stringify({ error: { message: `${message}… (the answer broke off here)` } }) };
}

function statusOf(code: unknown): number | null {
  const number = typeof code === 'string' && /^[45]\d\d$/.test(code) ? Number(code) : code;
  return typeof number === 'number' && Number.isInteger(number) && number >= 400 && number <= 599 ? number : null;
}

function statusOfName(names: readonly unknown[]): number {
  const text = names.filter((name) => typeof name === 'string').join(' ');
  return STATUS_OF_NAMES.find(([name]) => name.test(text))?.[1] ?? UNTOLD;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function parsedObject(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
