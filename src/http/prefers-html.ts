/** Whether an `Accept` header wants a page rather than what the route gives else, as browsers do; a wildcard is no wish. */
export function prefersHtml(accept = '', otherType = 'application/json'): boolean {
  return quality(accept, 'text/html') > quality(accept, otherType);
}

function quality(accept: string, type: string): number {
  const range = accept
    .toLowerCase()
    .split(',')
    .map((part) => part.split(';').map((piece) => piece.trim()))
    .find(([name]) => name === type);
  if (range === undefined) return 0;

  const weight = Number(range.find((piece) => piece.startsWith('q='))?.slice(2) ?? 1);
  return Number.isNaN(weight) ? 0 : weight;
}
