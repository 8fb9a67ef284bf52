const LENGTH = 90;

/** The beginning of a value in one line, to tell it from others: text as it is, the fields of an object beside each other, else JSON. */
export function gistOf(value: unknown): string {
  const line = shortText(value).replaceAll(/\s+/g, ' ').trim();
  return line.length <= LENGTH ? line : `${line.slice(0, LENGTH - 1).toWellFormed()}…`;
}

function shortText(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return partText(value);
  const fields = Object.entries(value);
  return fields.map(([name, inner]) => (fields.length === 1 ? partText(inner) : `${name}: ${partText(inner)}`)).join(' · ');
}

function partText(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LENGTH * 4) : jsonText(value);
}

/** A value for people: text as it is, else its JSON. */
export function jsonText(value: unknown): string {
  const json = JSON.stringify(value, null, 2) as string | undefined;
  return typeof value === 'string' ? value : (json ?? 'nothing');
}
