const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

const ESCAPE = /(\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{1,3}|[^]))/;

/** What stands between the quotes of a text, its escapes read as Python does. `undefined` where one is not complete. */
export function stringLiteral(body: string): string | undefined {
  if (!body.includes('\\')) return body;
  const parts = body.split(ESCAPE).map((part, index) => (index % 2 === 0 ? part : escaped(part)));
  return parts.includes(undefined) ? undefined : parts.join('');
}

function escaped(escape: string): string | undefined {
  const rest = escape.slice(1);
  if (/^[0-7]/.test(rest)) return String.fromCodePoint(parseInt(rest, 8));
  if (/^[xuU]/.test(rest)) {
    const code = rest.length > 1 ? parseInt(rest.slice(1), 16) : Infinity;
    return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
  }
  // Names of characters (`\N{…}`) are a table of their own; an escape that means nothing stays as it is.
  return rest === 'N' ? undefined : (SIMPLE.get(rest) ?? escape);
}
