import type { JsonValue } from './json.ts';

/** Numbers from `floor` to `ceiling`, both included. */
export interface RangeScale {
  readonly kind: 'range';
  readonly floor: number;
  readonly ceiling: number;
}

/** A few values in order, the worst first. */
export interface OrdinalScale<Level extends JsonValue = JsonValue> {
  readonly kind: 'ordinal';
  readonly levels: readonly Level[];
}

/** The values that a metric may give. `Raw` is their type. */
export type Scale<Raw extends JsonValue = JsonValue> = (RangeScale | OrdinalScale<Raw>) & { readonly __raw?: Raw };
