import { canonicalJson, parseJson } from '../../evaluation/canonical-json.ts';
import { JsonNumber } from '../../evaluation/json-number.ts';
import type { JsonValue } from '../../evaluation/json.ts';
import { programmaticMetric, type ProgrammaticMetric } from '../../evaluation/metric.ts';
import { projectCopy } from '../../evaluation/number-forms.ts';
import { ordinal } from '../../evaluation/scale.ts';
import { shownAnswer } from '../answer-metric.ts';

export interface JsonMatchOptions {
  /** What the metric measures, in one sentence. */
  readonly description?: string;
  /** Picks what is compared out of a program's output. By default the output itself; a text is read as JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- un-annotated, it may read any output
  readonly value?: (output: any) => unknown;
  /** Picks what is right out of the row's reference. By default the reference itself; a text is read as JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- un-annotated, it may read any reference
  readonly reference?: (reference: any) => unknown;
}

/**
 * A metric: is the output the same JSON as the reference? The order of members and how a number is written (`1`, `1.0`) do not count; the order of
 * items does. A text that is no JSON scores `false`.
 *
 * @example export const same_record = jsonMatch({ value: (output) => output.record });
 */
export function jsonMatch(options: JsonMatchOptions = {}): ProgrammaticMetric<boolean> {
  return programmaticMetric<unknown, unknown, unknown, boolean>({
    description: options.description ?? 'The output is the same JSON as the reference.',
    scale: ordinal([false, true]),
    score: ({ output, reference }) => {
      const expected = options.reference === undefined ? reference : options.reference(reference);
      const given = jsonOf(options.value === undefined ? output : options.value(output));
      if (isNoJson(given)) return { raw: false, reason: 'the output is no JSON' };
      const right = jsonOf(expected);
      if (isNoJson(right)) throw new TypeError('the reference is a text that is no JSON');
      const difference = firstDifference(given, right, '$');
      return { raw: difference === null, reason: difference ?? 'is the same' };
    },
  });
}

const NO_JSON = Symbol('no JSON');

/** JSON with plain numbers wherever they hold all digits; a text is read as JSON. */
export function jsonOf(value: unknown): JsonValue | typeof NO_JSON {
  if (typeof value !== 'string') return projectCopy(value as JsonValue);
  try {
    return projectCopy(parseJson(value) as JsonValue);
  } catch {
    return NO_JSON;
  }
}

/** Whether there was a text that is no JSON. */
export function isNoJson(value: JsonValue | typeof NO_JSON): value is typeof NO_JSON {
  return value === NO_JSON;
}

/** Where two values of JSON first differ, as a sentence; `null` where they are the same. */
function firstDifference(given: JsonValue, expected: JsonValue, path: string): string | null {
  if (isObject(given) && isObject(expected) && Array.isArray(given) === Array.isArray(expected)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(given)]);
    for (const key of keys) {
      const at = Array.isArray(given) ? `${path}[${key}]` : `${path}.${key}`;
      if (!Object.hasOwn(given, key)) return `${at} is missing`;
      if (!Object.hasOwn(expected, key)) return `${at} is not in the reference`;
      const difference = firstDifference(member(given, key), member(expected, key), at);
      if (difference !== null) return difference;
    }
    return null;
  }
  const [one, other] = [canonicalJson(given), canonicalJson(expected)];
  return one === other ? null : `${path} is ${shownAnswer(one)}, not ${shownAnswer(other)}`;
}

function isObject(value: JsonValue): value is Extract<JsonValue, object> {
  return typeof value === 'object' && value !== null && !(value instanceof JsonNumber);
}

function member(value: object, key: string): JsonValue {
  return (value as Readonly<Record<string, JsonValue>>)[key] ?? null;
}
