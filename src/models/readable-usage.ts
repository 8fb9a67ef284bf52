const COUNTS = ['prompt_tokens', 'completion_tokens', 'total_tokens'];

type Fields = Readonly<Record<string, unknown>>;

/**
 * An answer of a server like OpenAI's without a `usage` that is no count of tokens, for which the AI SDK would throw the whole answer away; any
 * other text as it is.
 */
export function withReadableUsage(text: string): string {
  if (!text.includes('"usage"')) return text;
  const body = parsed(text);
  if (!isFields(body) || !Array.isArray(body.choices) || isReadable(body.usage)) return text;
  const { usage: _unreadable, ...rest } = body;
  return JSON.stringify(rest);
}

function isReadable(usage: unknown): boolean {
  if (usage === undefined || usage === null) return true;
  if (!isFields(usage)) return false;
  return COUNTS.every((name) => usage[name] === undefined || usage[name] === null || typeof usage[name] === 'number');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
