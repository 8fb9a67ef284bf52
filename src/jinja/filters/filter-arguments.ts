import { textArgument } from '../methods/text-argument.ts';
import { countOf } from '../values/numbers.ts';
import { textOf } from '../values/python-text.ts';
import { truthOf } from '../values/truth.ts';
import { Markup, NONE, type Value } from '../values/value.ts';

/** What a filter makes of a text; markup stays markup, anything else is printed first. */
export function onText(value: Value, apply: (text: string) => string): string | Markup {
  return value instanceof Markup ? new Markup(apply(value.text)) : apply(textOf(value));
}

export function flagOf(value: Value | undefined, missing = false): boolean {
  return value === undefined ? missing : truthOf(value);
}

export function countOr(value: Value | undefined, missing: number, what: string): number {
  return value === undefined ? missing : countOf(value, what);
}

export function textOr(value: Value | undefined, missing: string, what: string): string {
  return value === undefined ? missing : textArgument(value, what);
}

/** The value of a parameter that `none` leaves out, too. */
export function given(value: Value | undefined): Value | undefined {
  return value === NONE ? undefined : value;
}
