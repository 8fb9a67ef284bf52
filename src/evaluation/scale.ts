import type { JsonSchema } from './json.ts';

/** What a metric may give: JSON scalars only, so that `{ raw, reason }` is never taken for a value. */
export type ScaleValue = boolean | number | string;

/** Numbers from `floor` to `ceiling`, both included. */
export interface RangeScale {
  readonly kind: 'range';
  readonly floor: number;
  readonly ceiling: number;
}

/** A few values in order, the worst first. */
export interface OrdinalScale<Level extends ScaleValue = ScaleValue> {
  readonly kind: 'ordinal';
  readonly levels: readonly Level[];
}

/** The values that a metric may give. `Raw` is their type; the scale itself holds no such property. */
export type Scale<Raw extends ScaleValue = ScaleValue> = (RangeScale | OrdinalScale<Raw>) & { readonly __raw?: Raw };

/** A scale that makes no sense, or a value that is not on its scale. */
export class ScaleError extends Error {
  override readonly name = 'ScaleError';
}

/**
 * The numbers from `floor` to `ceiling`, both included.
 *
 * @example range(0, 10)
 */
export function range(floor: number, ceiling: number): Scale<number> {
  if (!Number.isFinite(floor) || !Number.isFinite(ceiling) || floor >= ceiling)
    throw new ScaleError(`range(${shown(floor)}, ${shown(ceiling)}): give two finite numbers, the smaller first`);

  return Object.freeze({ kind: 'range', floor, ceiling });
}

/**
 * A few values in order, the worst first.
 *
 * @example ordinal([false, true])
 * @example ordinal(['wrong', 'partly right', 'right'])
 */
export function ordinal<const Level extends ScaleValue>(levels: readonly Level[]): Scale<Level> {
  if (!isList(levels) || levels.length < 2)
    throw new ScaleError(`ordinal(${shown(levels)}): give a list of at least two levels, the worst first`);

  levels.forEach((level, index) => {
    checkLevel(level);
    if (levels.indexOf(level) !== index)
      throw new ScaleError(`ordinal(${shown(levels)}): the level ${shown(level)} is there twice`);
  });
  return Object.freeze({ kind: 'ordinal', levels: Object.freeze([...levels]) });
}

/**
 * `raw` mapped to [0, 1]: linear on a range, index/(levels − 1) on an ordinal scale.
 * Throws a `ScaleError` that names the value when it is not on the scale.
 */
export function normalize(scale: Scale, raw: unknown): number {
  switch (scale.kind) {
    case 'range':
      return normalizedNumber(scale, raw);
    case 'ordinal':
      return normalizedLevel(scale, raw);
  }
}

/** The JSON Schema of a value on the scale: an enum of the levels, or a number with its bounds. */
export function scaleSchema(scale: Scale): JsonSchema {
  switch (scale.kind) {
    case 'range':
      return { type: 'number', minimum: scale.floor, maximum: scale.ceiling };
    case 'ordinal': {
      const types = new Set(scale.levels.map((level) => typeof level));
      const [type] = types;
      return types.size === 1 && type !== undefined ? { type, enum: scale.levels } : { enum: scale.levels };
    }
  }
}

function normalizedLevel({ levels }: OrdinalScale, raw: unknown): number {
  const index = levels.indexOf(raw as ScaleValue);
  if (index < 0) throw new ScaleError(`${shown(raw)} is not on the scale: it must be one of ${levels.map(shown).join(', ')}`);
  return index / (levels.length - 1);
}

function normalizedNumber({ floor, ceiling }: RangeScale, raw: unknown): number {
  if (typeof raw !== 'number' || !(raw >= floor && raw <= ceiling))
    throw new ScaleError(`${shown(raw)} is not on the scale: it must be a number from ${floor} to ${ceiling}`);

  const width = ceiling - floor;
  // Halves, where the scale is as wide as the numbers themselves.
  return Number.isFinite(width) ? (raw - floor) / width : (raw / 2 - floor / 2) / (ceiling / 2 - floor / 2);
}

function checkLevel(level: unknown): void {
  const isScalar = typeof level === 'string' || typeof level === 'boolean' || Number.isFinite(level);
  if (!isScalar) throw new ScaleError(`${shown(level)} can't be a level: levels are strings, booleans or finite numbers`);
}

function isList(value: unknown): boolean {
  return Array.isArray(value);
}

function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (value === undefined || typeof value === 'function') return typeof value;
  try {
    const text = JSON.stringify(value);
    return text.length > 200 ? `${text.slice(0, 200)}…` : text;
  } catch {
    return 'an object';
  }
}

/** The scale as templates see it: `levels` is `null` on a range, `floor` and `ceiling` are the ends of either kind. */
export function scaleVariable(scale: Scale): Readonly<Record<string, unknown>> {
  switch (scale.kind) {
    case 'range':
      return { kind: scale.kind, levels: null, floor: scale.floor, ceiling: scale.ceiling };
    case 'ordinal':
      return { kind: scale.kind, levels: scale.levels, floor: scale.levels[0], ceiling: scale.levels.at(-1) };
  }
}
