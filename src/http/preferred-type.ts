/**
 * The media type that an `Accept` header prefers among these; on a tie, the one named first. `undefined` if it asks for none of
 * them by name: wildcards express no preference.
 */
export function preferredType<Type extends string>(accept: string | undefined, types: readonly Type[]): Type | undefined {
  const ranges = (accept ?? '').toLowerCase().split(',').map(mediaRange);
  const quality = (type: string): number => ranges.find(({ name }) => name === type)?.quality ?? 0;
  const [best] = types.toSorted((a, b) => quality(b) - quality(a));
  return best !== undefined && quality(best) > 0 ? best : undefined;
}

/** Whether an `Accept` header asks for a page rather than for JSON, as browsers do. */
export function prefersHtml(accept: string | undefined): boolean {
  return preferredType(accept, ['application/json', 'text/html']) === 'text/html';
}

function mediaRange(text: string): { readonly name: string; readonly quality: number } {
  const [name = '', ...parameters] = text.split(';').map((piece) => piece.trim());
  const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
  return { name, quality: Number.isNaN(weight) ? 0 : weight };
}
