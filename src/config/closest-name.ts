/** The known name that a mistyped one was most likely meant to be; `undefined` where none is within three edits. */
export function closestName(name: string, known: readonly string[]): string | undefined {
  const candidates = known.map((candidate) => ({ candidate, distance: editDistance(name, candidate) }));
  return candidates.filter(({ distance }) => distance <= 3).sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

/** Levenshtein's distance: insertions, deletions and substitutions, each 1. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, left] of [...a].entries()) {
    const current = [row + 1];
    for (const [column, right] of [...b].entries()) {
      const substituted = (previous[column] ?? 0) + (left === right ? 0 : 1);
      current.push(Math.min(substituted, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
