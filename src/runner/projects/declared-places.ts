/** Where a module declares a name, and what it says of it there. */
export interface DeclaredPlace {
  /** From 1. */
  readonly line: number;
  /** The first paragraph of its doc comment or docstring, in one line; `null` where it has none. */
  readonly description: string | null;
}

/** Declarations that export one name: `export const v1 = …`, `export async function v1(…)`. */
const EXPORT = /^export\s+(?:declare\s+)?(?:const|let|var|class|(?:async\s+)?function\s*\*?)\s*([A-Za-z_$][\w$]*)/gm;

/** What defines a name at the top level of a module in Python: `def v1(`, `async def v1(`, `tone = llm_judge(`. */
const DEFINITION = /^(?:(?:async[ \t]+)?def[ \t]+([A-Za-z_]\w*)|([A-Za-z_]\w*)[ \t]*(?::[^=\n]+)?=(?!=))/gm;

/** The rest of a definition up to the end of its docstring. */
const DOCSTRING =
  /[ \t]*\((?:[^()]|\([^()]*\))*\)[^\n:]*:[ \t]*(?:#[^\n]*)?\n\s+[rR]?(?:"""((?:[^"\\]|\\[^]|"(?!""))*)"""|"((?:[^"\\\n]|\\.)*)")/y;

/** What a module exports by declarations of its own. Names that it passes on from elsewhere are not there. */
export function exportedPlaces(source: string): ReadonlyMap<string, DeclaredPlace> {
  return placesOf(source, EXPORT, ({ index }) => docComment(source.slice(0, index)));
}

/** The same of a module in Python. */
export function definedPlaces(source: string): ReadonlyMap<string, DeclaredPlace> {
  return placesOf(source, DEFINITION, ({ 0: head, index }) => {
    DOCSTRING.lastIndex = index + head.length;
    const [, long, short] = DOCSTRING.exec(source) ?? [];
    return firstParagraph(long ?? short ?? '');
  });
}

function placesOf(
  source: string,
  pattern: RegExp,
  describe: (match: RegExpExecArray) => string | null,
): ReadonlyMap<string, DeclaredPlace> {
  const places = new Map<string, DeclaredPlace>();
  let line = 1;
  let at = 0;
  for (const match of source.matchAll(pattern)) {
    const { index, 1: first, 2: name = first ?? '' } = match;
    for (; at < index; at += 1) if (source.charCodeAt(at) === NEWLINE) line += 1;
    if (!places.has(name)) places.set(name, { line, description: describe(match) });
  }
  return places;
}

const NEWLINE = 10;

/** Of the doc comment with which a text ends. */
function docComment(before: string): string | null {
  const text = before.trimEnd();
  const start = text.lastIndexOf('/**');
  if (!text.endsWith('*/') || start === -1 || text.indexOf('*/', start) !== text.length - 2) return null;
  const lines = text.slice(start + 3, -2).split('\n');
  return firstParagraph(lines.map((line) => line.replace(/^\s*\* ?/, '')).join('\n'));
}

function firstParagraph(text: string): string | null {
  const [paragraph = ''] = text.trim().split(/\n\s*(?:\n|(?=@))/);
  const words = paragraph.split(/\s+/).join(' ').trim();
  return words === '' || words.startsWith('@') ? null : words;
}
