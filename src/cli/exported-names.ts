import { NAME_PATTERN } from '../domain/project.ts';

const DECLARATION = /^export\s+(?:const|let|var|(?:async\s+)?function\s*\*?)\s*([\w$]+)/gm;
const LIST = /^export\s*\{([^}]*)\}/gm;

/**
 * The public names that a module's text exports, sorted, without running it: near enough for completion, where the catalog
 * is for certainty. `export * from` is not followed.
 */
export function exportedNames(source: string): string[] {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const declared = text.matchAll(DECLARATION).map(([, name = '']) => name);
  const listed = text.matchAll(LIST).flatMap(([, list = '']) => list.split(',').map(nameInList));
  return [...new Set([...declared, ...listed])].filter((name) => NAME_PATTERN.test(name)).sort();
}

/** `b` of `a as b`; nothing of a type. */
function nameInList(item: string): string {
  const words = item.trim().split(/\s+/);
  return words[0] === 'type' ? '' : (words.at(-1) ?? '');
}
