import type { SampleRow } from './sample-rows.ts';
import type { SampleText } from './sample-text.ts';

/** What of a sample can be searched for. */
export interface SearchedText {
  readonly row: SampleRow;
  readonly inputs: string;
  readonly reference: string;
  readonly output: string;
  readonly error: string;
}

/** The texts of a sample, as the index of texts takes them. */
export function searchedText(
  row: SampleRow,
  { inputs, reference, response, rawResponse }: SampleText,
  failure: { readonly type: string; readonly message: string } | undefined,
): SearchedText {
  return {
    row,
    inputs: plainText(inputs),
    reference: plainText(reference),
    output: [response, rawResponse ?? ''].join('\n'),
    error: failure === undefined ? '' : [row.error_kind ?? '', failure.type, failure.message].join('\n'),
  };
}

/** All that JSON says, without the names of its fields. */
function plainText(value: unknown): string {
  const texts: string[] = [];
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next === 'string') texts.push(next);
    else if (typeof next === 'number' || typeof next === 'boolean') texts.push(String(next));
    else if (typeof next === 'object' && next !== null) for (const item of Object.values(next).reverse()) rest.push(item);
  }
  return texts.join('\n');
}
