import type { Tokens } from './answer-shape.ts';
import { isOneGroup, splitTokens } from './split-tokens.ts';

const MATRIX = /^\\begin\s*\{(?:[pbB]?(?:small)?matrix\*?|array)\}$/u;

/** The entries of a matrix or vector, row by row, whatever its brackets; null where these tokens are none. A determinant is none. */
export function matrixRows(tokens: Tokens): readonly (readonly Tokens[])[] | null {
  const inBrackets = isOneGroup(tokens) && /^[([]$/u.test(tokens[0] ?? '') && /^\\end/u.test(tokens.at(-2) ?? '');
  const bare = inBrackets ? tokens.slice(1, -1) : tokens;
  if (!MATRIX.test(bare[0] ?? '') || !/^\\end/u.test(bare.at(-1) ?? '')) return null;
  const inner = bare.slice(1, -1);
  const isOne = inner.every((token) => !/^\\(?:begin|end)/u.test(token));
  if (!isOne) return null;
  const columns = /array/u.test(bare[0] ?? '') && inner[0] === '{' ? inner.indexOf('}') + 1 : 0;
  const rows = splitTokens(inner.slice(columns), (token) => token === '\\\\').parts;
  const filled = rows.filter((row, index) => row.length > 0 || index < rows.length - 1);
  return filled.map((row) => splitTokens(row, (token) => token === '&').parts);
}
