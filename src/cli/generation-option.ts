import { InvalidArgumentError } from 'commander';

type Generation = Readonly<Record<string, unknown>>;

/** Reads `key=value` or a JSON object into what came before. A value is JSON where it can be, and else a text. */
export function generation(text: string, previous: Generation = {}): Generation {
  return { ...previous, ...(text.trimStart().startsWith('{') ? jsonObject(text) : pair(text)) };
}

function jsonObject(text: string): Generation {
  try {
    return JSON.parse(text) as Generation;
  } catch (error) {
    throw new InvalidArgumentError(`It is no JSON object: ${(error as Error).message}.`);
  }
}

function pair(text: string): Generation {
  const [, key, value = ''] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError('It must be key=value, such as temperature=0, or a JSON object.');
  return { [key]: jsonOrText(value) };
}

function jsonOrText(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
