/**
 * The 32-bit FNV-1a hash of a text's UTF-8 bytes (Fowler, Noll and Vo; RFC 9923), as an unsigned number.
 *
 * @example fnv1a('accuracy|run-a|run-b|bootstrap|10000|0') // 1073305572
 */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
