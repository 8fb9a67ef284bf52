import type { Fraction } from './fraction.ts';
import type { Operator } from './operation.ts';

/** A piece of an expression. `negative` is the sign before a number or a parenthesis. */
export type Token =
  | { readonly kind: 'number'; readonly value: Fraction }
  /** `tight`: a stroke or a hyphen with no space around it, which may be part of a date, a range or a single fraction. */
  | { readonly kind: 'operator'; readonly operator: Operator; readonly tight: boolean }
  | { readonly kind: 'negative' }
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'percent' };

/** Whether something that has a value ends with the token. */
export function endsOperand(token: Token | undefined): boolean {
  return token?.kind === 'number' || token?.kind === 'close' || token?.kind === 'percent';
}
