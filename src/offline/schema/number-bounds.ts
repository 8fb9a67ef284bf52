import type { JsonSchema } from '../../evaluation/json.ts';

/** The numbers that a schema allows; a bound is `null` where the schema has none. */
export interface NumberBounds {
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** What the number must be a multiple of: 1 for an integer. */
  readonly step: number | null;
  readonly minimumExcluded: boolean;
  readonly maximumExcluded: boolean;
}

/** Reads the bounds from a schema of the type `number` or `integer`. */
export function numberBounds(schema: JsonSchema, integer: boolean): NumberBounds {
  const [low, lowOut] = [numberAt(schema, 'minimum'), numberAt(schema, 'exclusiveMinimum')];
  const [high, highOut] = [numberAt(schema, 'maximum'), numberAt(schema, 'exclusiveMaximum')];
  const minimumExcluded = lowOut !== null && (low === null || lowOut >= low);
  const maximumExcluded = highOut !== null && (high === null || highOut <= high);
  return {
    minimum: minimumExcluded ? lowOut : low,
    maximum: maximumExcluded ? highOut : high,
    step: numberAt(schema, 'multipleOf') ?? (integer ? 1 : null),
    minimumExcluded,
    maximumExcluded,
  };
}

function numberAt(schema: JsonSchema, key: string): number | null {
  const value = schema[key];
  return typeof value === 'number' ? value : null;
}

/** The allowed number nearest to the wanted one. */
export function nearestAllowed(wanted: number, bounds: NumberBounds): number {
  const { minimum, maximum, step } = bounds;
  if (step !== null && step > 0) return ontoSteps(wanted, bounds, step);
  const gap = minimum !== null && maximum !== null ? (maximum - minimum) / 1024 : 1 / 1024;
  const low = minimum === null ? -Infinity : bounds.minimumExcluded ? minimum + gap : minimum;
  const high = maximum === null ? Infinity : bounds.maximumExcluded ? maximum - gap : maximum;
  return Math.max(low, Math.min(high, wanted));
}

function ontoSteps(
  value: number,
  { minimum, maximum, step, minimumExcluded, maximumExcluded }: NumberBounds,
  size: number,
): number {
  const lowest = minimum === null ? -Infinity : minimumExcluded ? Math.floor(minimum / size) + 1 : Math.ceil(minimum / size);
  const highest = maximum === null ? Infinity : maximumExcluded ? Math.ceil(maximum / size) - 1 : Math.floor(maximum / size);
  const count = Math.max(lowest, Math.min(highest, Math.round(value / size)));
  return step === 1 ? count : count * size;
}
