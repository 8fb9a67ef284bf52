/** Declarations that export one name: `export const v1 = …`, `export async function v1(…)`. */
const EXPORT = /^export\s+(?:declare\s+)?(?:const|let|var|class|(?:async\s+)?function\s*\*?)\s*([A-Za-z_$][\w$]*)/gm;

/** What defines a name at the top level of a module in Python: `def v1(`, `async def v1(`, `tone = llm_judge(`. */
const DEFINITION = /^(?:(?:async[ \t]+)?def[ \t]+([A-Za-z_]\w*)|([A-Za-z_]\w*)[ \t]*(?::[^=\n]+)?=(?!=))/gm;

/** The lines, from 1, on which a module's source declares what it exports. Names that it passes on from elsewhere are not there. */
export function exportLines(source: string): ReadonlyMap<string, number> {
  return namedLines(source, EXPORT);
}

/** The same of a module in Python. */
export function definitionLines(source: string): ReadonlyMap<string, number> {
  return namedLines(source, DEFINITION);
}

function namedLines(source: string, pattern: RegExp): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  let line = 1;
  let at = 0;
  for (const { index, 1: first, 2: name = first ?? '' } of source.matchAll(pattern)) {
    for (; at < index; at += 1) if (source.charCodeAt(at) === NEWLINE) line += 1;
    if (!lines.has(name)) lines.set(name, line);
  }
  return lines;
}

const NEWLINE = 10;
