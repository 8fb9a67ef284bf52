import { boundArguments, signatureOf } from '../values/arguments.ts';
import { type Arguments, Markup, type Value } from '../values/value.ts';
import { spendReading } from '../work-limit.ts';

/** What filters and tests may ask of the template that they are used in. */
export interface FilterContext {
  readonly filters: ReadonlyMap<string, TemplateFilter>;
  readonly tests: ReadonlyMap<string, TemplateTest>;
  /** A number from 0 up to, not including, 1: the same series in every rendering of the same template and values. */
  random(): number;
}

export type TemplateFilter = (value: Value, args: Arguments, context: FilterContext) => Value;

export type TemplateTest = (value: Value, args: Arguments, context: FilterContext) => boolean;

type BoundFilter = (value: Value, ...args: (Value | undefined)[]) => Value;

type BoundTest = (value: Value, ...args: (Value | undefined)[]) => boolean;

/** A filter with parameters as `signatureOf` reads them; those left out are `undefined`. */
export function filter(name: string, parameters: string, apply: BoundFilter): [string, TemplateFilter] {
  const signature = signatureOf(`the filter "${name}"`, parameters);
  return [
    name,
    (value, args) => {
      spendReading(textSize(value) * 4);
      return apply(value, ...boundArguments(signature, args));
    },
  ];
}

/** A test with parameters as `signatureOf` reads them. */
export function test(name: string, parameters: string, apply: BoundTest): [string, TemplateTest] {
  const signature = signatureOf(`the test "${name}"`, parameters);
  return [
    name,
    (value, args) => {
      spendReading(textSize(value));
      return apply(value, ...boundArguments(signature, args));
    },
  ];
}

/** The length of a text, which a filter or test reads; 0 of anything else. */
function textSize(value: Value): number {
  if (typeof value === 'string') return value.length;
  return value instanceof Markup ? value.text.length : 0;
}
