import { type PlacedSample, type ShortTexts, TEXT_NAMES, type TextName } from '../../../domain/sample-query.ts';
import type { JsonValue } from '../../../evaluation/json.ts';
import { jsonText } from '../../../evaluation/json-text.ts';
import type { SampleText } from './sample-text.ts';

/** UTF-16 code units of a short text. */
const LONGEST = 300;

/** The sample with the first characters of its texts, and what of them was cut. */
export function shortened(sample: PlacedSample, { inputs }: Pick<SampleText, 'inputs'>): PlacedSample {
  const { prompt, response, rawResponse, reference, error } = sample;
  const whole: Readonly<Record<TextName, string | null>> = {
    inputs: textOf(inputs),
    prompt,
    response: rawResponse ?? response,
    reference: reference ?? null,
    error: error?.message ?? null,
  };
  const short = Object.fromEntries(
    TEXT_NAMES.map((name) => [name, whole[name] === null ? null : shortText(whole[name])]),
  ) as Omit<ShortTexts, 'cut'>;
  return {
    ...sample,
    prompt: shortText(prompt),
    response: shortText(response),
    ...(reference === undefined ? {} : { reference: shortText(reference) }),
    ...(error === undefined ? {} : { error: { type: error.type, message: shortText(error.message) } }),
    ...(rawResponse === undefined ? {} : { rawResponse: shortText(rawResponse) }),
    texts: { ...short, cut: TEXT_NAMES.filter((name) => short[name] !== whole[name]) },
  };
}

/** The first characters, none of them in half. */
export function shortText(text: string): string {
  return text.length <= LONGEST ? text : text.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '');
}

/** Text as it is, anything else as its JSON; `null` for nothing. */
export function textOf(value: JsonValue): string | null {
  if (value === null) return null;
  return typeof value === 'string' ? value : jsonText(value);
}
